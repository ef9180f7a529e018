/** What a call needs of the world besides the network; specs bring their own. */
export interface Surroundings {
  /** In ms; only differences count. */
  now(): number;
  /** Calls back after `ms`. @returns stops it */
  after(ms: number, callback: () => void): () => void;
  /** From 0 up to 1. */
  random(): number;
}

export const WORLD: Surroundings = {
  now: () => Date.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
  random: Math.random,
};
