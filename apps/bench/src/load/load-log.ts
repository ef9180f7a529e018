import type { Exchange } from './exchange.js';

/** What a load saw: one entry per exchange, in milliseconds since the load began. */
export interface LoadLog {
  /** When it was sent, or, in an open loop, should have been. */
  readonly startedAt: Float64Array;
  readonly firstByteAt: Float64Array;
  readonly endedAt: Float64Array;
  readonly bytes: number;
  /** From the beginning of the load to the last answer. */
  readonly lastsMs: number;
}

export class LoadRecorder {
  readonly #rows: (Exchange & { readonly startedAt: number })[] = [];

  add(startedAt: number, exchange: Exchange): void {
    this.#rows.push({ startedAt, ...exchange });
  }

  /** @param epoch what the clock said when the load began */
  log(epoch: number): LoadLog {
    const column = (pick: (row: Exchange & { startedAt: number }) => number): Float64Array =>
      Float64Array.from(this.#rows, (row) => pick(row) - epoch);
    const endedAt = column(({ endAt }) => endAt);
    return {
      startedAt: column(({ startedAt }) => startedAt),
      firstByteAt: column(({ firstByteAt }) => firstByteAt),
      endedAt,
      bytes: this.#rows.reduce((sum, { bytes }) => sum + bytes, 0),
      lastsMs: endedAt.reduce((last, at) => Math.max(last, at), 0),
    };
  }
}
