/**
 * Floor: a batcher without any cost. It takes what has arrived, up to the largest batch, as soon as the model is free,
 * and each batch takes as long as the bare loop took for its size.
 *
 * @param arrivals milliseconds, ascending
 * @param batchTimes how long a batch of 1, 2, … items takes; its length is the largest batch
 * @returns when each arrival has its answer
 */
export function idealBatcher(arrivals: Float64Array, batchTimes: readonly number[]): Float64Array {
  const answered = new Float64Array(arrivals.length);
  let freeAt = 0;
  for (let from = 0; from < arrivals.length;) {
    const startsAt = Math.max(freeAt, arrivals[from] ?? NaN);
    let to = from + 1;
    while (to - from < batchTimes.length && (arrivals[to] ?? Infinity) <= startsAt) to += 1;
    freeAt = startsAt + (batchTimes[to - from - 1] ?? NaN);
    answered.fill(freeAt, from, to);
    from = to;
  }
  return answered;
}
