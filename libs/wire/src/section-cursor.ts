import { badMessage } from './message-shape.js';

const NONE: readonly Uint8Array[] = [];

/** Deals the sections of a frame out to its items, in order, each one once. */
export class SectionCursor {
  #next = 0;

  constructor(private readonly sections: readonly Uint8Array[]) {}

  /** @throws WireError when there are not as many left */
  take(count: number): readonly Uint8Array[] {
    if (count === 0) return NONE;
    const end = this.#next + count;
    if (end > this.sections.length) throw badMessage('an item has more sections than its frame');
    const taken = this.sections.slice(this.#next, end);
    this.#next = end;
    return taken;
  }

  /** @throws WireError when there is none left */
  one(): Uint8Array {
    const section = this.sections[this.#next++];
    if (!section) throw badMessage('bytes without a section');
    return section;
  }

  /** @throws WireError when a section belongs to no item */
  finish(): void {
    if (this.#next !== this.sections.length) throw badMessage('a section belongs to no item');
  }
}
