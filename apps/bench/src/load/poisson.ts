/** Instants in milliseconds at which independent callers ask, `perSecond` of them on average. */
export function poisson(perSecond: number, forMs: number, random: () => number): Float64Array {
  const instants: number[] = [];
  for (let at = 0; ;) {
    at -= (Math.log(1 - random()) * 1000) / perSecond;
    if (at >= forMs) return Float64Array.from(instants);
    instants.push(at);
  }
}

/** Numbers in [0, 1), the same ones for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
