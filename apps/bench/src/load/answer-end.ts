const HEAD_END = '\r\n\r\n';
const LAST_CHUNK = Buffer.from('0\r\n\r\n');

/**
 * Finds the end of an HTTP answer, and looks at no more of it than that takes. Enough for the servers of the bench,
 * which give a length or send chunks; it costs a fraction of a full parser, whose time the server would not get on a
 * small machine.
 */
export class AnswerEnd {
  #head = '';
  /** Bytes of the body that are still to come; `undefined` while the head is incomplete, or when it comes in chunks. */
  #missing: number | undefined;
  #isChunked = false;
  #tail: Buffer = Buffer.alloc(0);

  /**
   * @returns whether this piece is the last one
   * @throws Error when the answer is not a 200: a bench of errors would measure something else
   */
  push(piece: Buffer): boolean {
    if (this.#missing === undefined && !this.#isChunked) return this.#readHead(piece);
    return this.#readBody(piece);
  }

  #readHead(piece: Buffer): boolean {
    this.#head += piece.toString('latin1');
    const end = this.#head.indexOf(HEAD_END);
    if (end < 0) return false;
    if (!this.#head.startsWith('HTTP/1.1 200')) throw new Error(`the server answered: ${this.#head}`);
    const length = /\r\ncontent-length: *(\d+)/i.exec(this.#head.slice(0, end + 2))?.[1];
    const body = Buffer.from(this.#head.slice(end + HEAD_END.length), 'latin1');
    if (length === undefined) this.#isChunked = true;
    else this.#missing = Number(length);
    return this.#readBody(body);
  }

  #readBody(piece: Buffer): boolean {
    if (this.#missing !== undefined) {
      this.#missing -= piece.length;
      return this.#missing <= 0;
    }
    this.#tail = piece.length >= LAST_CHUNK.length ? piece : Buffer.concat([this.#tail, piece]);
    this.#tail = this.#tail.subarray(-LAST_CHUNK.length);
    return this.#tail.equals(LAST_CHUNK);
  }
}
