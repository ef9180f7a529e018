import { Tensor } from 'nestjs-litserve';

/** Token ids of several texts, `int64 [texts, tokens]`; `mask` is 1 where there is a token and 0 behind its text. */
export interface PaddedTokens {
  readonly ids: Tensor;
  readonly mask: Tensor;
}

/** Makes all rows as long as the longest; at least 1, because models have no use for an empty axis. */
export function padTokens(rows: readonly (readonly number[])[]): PaddedTokens {
  const width = rows.reduce((longest, { length }) => Math.max(longest, length), 1);
  const ids = new BigInt64Array(rows.length * width);
  const mask = new BigInt64Array(rows.length * width);
  for (const [index, row] of rows.entries()) {
    ids.set(row.map(BigInt), index * width);
    mask.fill(1n, index * width, index * width + row.length);
  }
  const dims = [rows.length, width];
  return { ids: new Tensor('int64', ids, dims), mask: new Tensor('int64', mask, dims) };
}
