/** The only source of time in this lib, so that specs never sleep. Monotonic; milliseconds. */
export interface Clock {
  now(): number;
  /** Calls `then` once after `ms`; the returned function calls it off. */
  after(ms: number, then: () => void): () => void;
  /** Calls `then` once, in the next turn of the event loop. */
  nextTurn(then: () => void): void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after: (ms, then) => {
    const timer = setTimeout(then, ms);
    return () => clearTimeout(timer);
  },
  nextTurn: (then) => {
    setImmediate(then);
  },
};
