/** The time a load runs by. */
export interface LoadClock {
  /** Milliseconds since any fixed instant. */
  now(): number;
  /** Resolves when the clock has reached an instant, or later; never before the event loop has had a turn. */
  until(instant: number): Promise<void>;
}
