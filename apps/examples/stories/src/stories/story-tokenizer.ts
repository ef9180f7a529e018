/** The tokenizer file of the model: pieces of text with a score each, single bytes among them. */
export interface StoryTokens {
  /** Stands before every text. */
  readonly bos: number;
  /** The token of byte 0; the others follow it. */
  readonly byte_offset: number;
  readonly pieces: readonly (readonly [piece: string, score: number])[];
}

const SPACE = 0x20;
const BYTE = /^<0x([0-9A-F]{2})>$/;

/** Text to tokens and back, as llama2.c does it: byte pairs by score, and bytes for letters that have no piece. */
export class StoryTokenizer {
  readonly #ids: ReadonlyMap<string, number>;
  readonly #bytes: readonly Buffer[];

  constructor(private readonly tokens: StoryTokens) {
    this.#ids = new Map(tokens.pieces.map(([piece], id) => [piece, id]));
    this.#bytes = tokens.pieces.map(([piece]) => bytesOf(piece));
  }

  /** The mark of the beginning, then the text with a space before it. */
  encode(text: string): number[] {
    const letters = text === '' ? [] : Array.from(` ${text}`);
    const ids = [this.tokens.bos, ...letters.flatMap((letter) => this.#idsOf(letter))];
    for (let pair = this.#bestPair(ids); pair; pair = this.#bestPair(ids)) ids.splice(pair.at, 2, pair.id);
    return ids;
  }

  /**
   * The text of tokens as they come; a letter of several bytes comes when it is whole.
   *
   * @param startsText whether they begin a text, and so with the space that `encode` puts before it
   */
  async *decode(tokens: AsyncIterable<number>, startsText: boolean): AsyncGenerator<string> {
    const decoder = new TextDecoder();
    let isFirst = startsText;
    for await (const id of tokens) {
      const bytes = this.#bytes[id] ?? Buffer.alloc(0);
      const text = decoder.decode(isFirst && bytes[0] === SPACE ? bytes.subarray(1) : bytes, {
        stream: true,
      });
      isFirst = false;
      if (text !== '') yield text;
    }
    const rest = decoder.decode();
    if (rest !== '') yield rest;
  }

  #idsOf(letter: string): number[] {
    const id = this.#ids.get(letter);
    if (id !== undefined) return [id];
    return Array.from(Buffer.from(letter), (byte) => byte + this.tokens.byte_offset);
  }

  /** Two neighbours that are one piece together, the piece with the highest score, the first of equals. */
  #bestPair(ids: readonly number[]): { readonly at: number; readonly id: number } | undefined {
    let best: { at: number; id: number; score: number } | undefined;
    for (let at = 0; at + 1 < ids.length; at++) {
      const id = this.#ids.get(this.#pieceOf(ids[at]) + this.#pieceOf(ids[at + 1]));
      const score = this.tokens.pieces[id ?? -1]?.[1] ?? -Infinity;
      if (id !== undefined && score > (best?.score ?? -Infinity)) best = { at, id, score };
    }
    return best;
  }

  #pieceOf(id = -1): string {
    return this.tokens.pieces[id]?.[0] ?? '';
  }
}

function bytesOf(piece: string): Buffer {
  const byte = BYTE.exec(piece)?.[1];
  return byte === undefined ? Buffer.from(piece) : Buffer.from(byte, 'hex');
}
