import type { CacheSlot } from './cache-layout.js';
import { keepRows, type KvCache } from './kv-cache.js';

interface CausalBatchState {
  readonly slots: readonly CacheSlot[];
  readonly cache: KvCache;
  readonly padding: readonly number[];
  readonly columns: number;
  readonly scores: readonly Float32Array[];
}

/**
 * Sequences in the middle of being continued, one per row, with the cache of what the model has seen of them. It never
 * changes: a step makes a new one.
 */
export class CausalBatch {
  readonly #slots: readonly CacheSlot[];
  /** What the next step gets besides its tokens. */
  readonly cache: KvCache;
  /** Columns of padding before each row: with it all rows end at the same column. */
  readonly padding: readonly number[];
  /** Columns in the cache: the padding and the tokens of a row. */
  readonly columns: number;
  /** By row: a score (logit) for each token of the vocabulary, of coming next. Memory that the rows share. */
  readonly scores: readonly Float32Array[];

  constructor({ slots, cache, padding, columns, scores }: CausalBatchState) {
    this.#slots = slots;
    this.cache = cache;
    this.padding = padding;
    this.columns = columns;
    this.scores = scores;
  }

  /** How many tokens the model has seen of a row. */
  positions(row: number): number {
    return this.columns - (this.padding[row] ?? 0);
  }

  /**
   * The same without the rows that are not listed, and without the padding that all others have. It copies the cache of
   * those that stay, which costs less than carrying a row that has ended through the next steps.
   */
  keep(rows: readonly number[]): CausalBatch {
    const allStay = rows.length === this.padding.length && rows.every((row, index) => row === index);
    if (allStay) return this;
    const padding = rows.map((row) => this.padding[row] ?? 0);
    const surplus = padding.length === 0 ? 0 : Math.min(...padding);
    return new CausalBatch({
      slots: this.#slots,
      cache: keepRows(this.#slots, this.cache, rows, surplus),
      padding: padding.map((columns) => columns - surplus),
      columns: this.columns - surplus,
      scores: rows.flatMap((row) => this.scores[row] ?? []),
    });
  }
}
