import type { LoadLog } from './load-log.js';

/** Milliseconds from the start of each exchange, in an open loop the scheduled one, to its end. */
export const latencies = ({ startedAt, endedAt }: LoadLog): number[] => since(startedAt, endedAt);

/** The same to the first byte of the answer. */
export const timesToFirstByte = ({ startedAt, firstByteAt }: LoadLog): number[] =>
  since(startedAt, firstByteAt);

const since = (from: Float64Array, to: Float64Array): number[] =>
  Array.from(to, (instant, index) => instant - (from[index] ?? NaN));
