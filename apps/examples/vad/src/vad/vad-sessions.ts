import { ConflictException, type HttpException } from '@nestjs/common';
import type { Rate } from './silero-vad.js';
import { VadStream } from './vad-stream.js';

interface Kept {
  readonly stream: VadStream;
  readonly usedAt: number;
}

/** The streams that this worker keeps, by session. */
export class VadSessions {
  /** Those unused for longest come first. */
  readonly #kept = new Map<string, Kept>();

  /**
   * @param idleMs how long a stream is kept without a piece
   * @param now the time in ms, for specs
   */
  constructor(
    private readonly idleMs: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  get size(): number {
    return this.#kept.size;
  }

  begin(session: string, rate: Rate): VadStream {
    return this.#keep(session, new VadStream(rate));
  }

  /** The stream of a session that goes on, or why there is none. */
  goOn(session: string, rate: Rate): VadStream | HttpException {
    this.#forgetIdle();
    const stream = this.#kept.get(session)?.stream;
    if (!stream) {
      return new ConflictException(
        `there is no stream of session "${session}" here; begin one with start=true`,
      );
    }
    if (stream.rate !== rate) {
      return new ConflictException(
        `the stream of session "${session}" has ${stream.rate} samples a second, not ${rate}`,
      );
    }
    return this.#keep(session, stream);
  }

  forget(session: string): void {
    this.#kept.delete(session);
  }

  #keep(session: string, stream: VadStream): VadStream {
    this.#forgetIdle();
    this.#kept.delete(session);
    this.#kept.set(session, { stream, usedAt: this.now() });
    return stream;
  }

  #forgetIdle(): void {
    for (const [session, { usedAt }] of this.#kept) {
      if (this.now() - usedAt <= this.idleMs) return;
      this.#kept.delete(session);
    }
  }
}
