/** Longer lines are cut: a log line must neither fill the memory nor hold up the ones behind it. */
export const MAX_LINE_BYTES = 16 * 1024;

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Cuts the output of a process into lines. Holds at most one line of {@link MAX_LINE_BYTES}. */
export class LineSplitter {
  /** The line that has no end yet, cut at the maximum. */
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  /** Whether the line has lost something. */
  #isCut = false;

  constructor(private readonly emit: (line: string, bytes: number) => void) {}

  push(chunk: Buffer): void {
    let from = 0;
    for (;;) {
      const end = chunk.indexOf(NEWLINE, from);
      if (end === -1) break;
      this.#keep(chunk.subarray(from, end));
      this.#flush();
      from = end + 1;
    }
    this.#keep(chunk.subarray(from));
  }

  /** The process has gone: what it said last need not have ended with a newline. */
  end(): void {
    if (this.#pendingBytes > 0) this.#flush();
  }

  #keep(part: Buffer): void {
    const room = MAX_LINE_BYTES - this.#pendingBytes;
    if (part.length > room) this.#isCut = true;
    const kept = part.subarray(0, room);
    if (kept.length === 0) return;
    this.#pending.push(kept);
    this.#pendingBytes += kept.length;
  }

  #flush(): void {
    let line =
      this.#pending.length === 1 ? this.#pending[0]! : Buffer.concat(this.#pending, this.#pendingBytes);
    if (line.at(-1) === CARRIAGE_RETURN) line = line.subarray(0, -1);
    const text = line.toString() + (this.#isCut ? '… (cut)' : '');
    const bytes = this.#pendingBytes;
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#isCut = false;
    this.emit(text, bytes);
  }
}
