import { joined } from '../frame/section.js';
import type { Encoded } from '../messages.js';
import { declaredTypes, type Declared, type DeclaredAt } from '../value/declared-class.js';
import { ValueEncoder } from '../value/value-encoder.js';

/**
 * Chunks on their way across as one list, which `decodeList` reads; each arrives as an answer would. Each is taken as it
 * is when it is added: a generator may go on changing the object or the buffer that it has yielded.
 */
export class EncodedChunks {
  readonly #encoder = new ValueEncoder('chunk', true);
  readonly #declared: DeclaredAt;
  readonly #trees: string[] = [];
  readonly #sections: Uint8Array[] = [];
  /** Whether a chunk holds something that is no plain JSON; then all of the list has to be walked on the other side. */
  #isTagged = false;
  #size = 0;

  /** @param declared the class that chunks are declared to be; an instance of it gets its prototype back */
  constructor(declared: Declared | undefined) {
    this.#declared = declaredTypes([declared]);
  }

  /** What the list takes of the stream's credit: characters of JSON and bytes of sections. */
  get size(): number {
    return this.#size;
  }

  /** @throws UncrossableValueError; the chunks before it are untouched, but nothing may be added after it */
  add(chunk: unknown): void {
    // What most models stream, and nothing to look into.
    if (typeof chunk === 'string') return this.#add(JSON.stringify(chunk), []);
    const chunks = [chunk];
    const encoded = this.#encoder.encodeArgs(chunks, this.#declared);
    this.#isTagged ||= encoded !== chunks;
    const tree = JSON.stringify(encoded).slice(1, -1);
    // The encoder numbers its sections on, so those of this chunk are the last ones.
    const own = this.#encoder.sections.slice(this.#sections.length);
    const sections = own.map(joined);
    this.#add(tree, sections);
  }

  #add(tree: string, sections: readonly Uint8Array[]): void {
    this.#trees.push(tree);
    this.#sections.push(...sections);
    this.#size += sections.reduce((bytes, { byteLength }) => bytes + byteLength, tree.length);
  }

  encoded(): Encoded {
    return {
      json: `{"${this.#isTagged ? 't' : 'p'}":[${this.#trees.join(',')}]}`,
      sections: this.#sections,
    };
  }
}
