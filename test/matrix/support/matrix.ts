import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { ADAPTERS } from '../../support/boot-app.js';
import { BehaviourApp, ISOLATIONS, type Combination } from './behaviour-app.js';
import type { Row, Rows, Topic } from './topic.js';

const COMBINATIONS: readonly Combination[] = ADAPTERS.flatMap((adapter) =>
  ISOLATIONS.map((isolation) => ({ adapter, isolation })),
);

/**
 * Runs the rows of all topics over every combination. Each has one app, a process of its own, so rows must not depend
 * on each other: they use names and gates of their own.
 */
export function matrix(topics: readonly Topic[], env: Record<string, string> = {}): void {
  const seats = COMBINATIONS.map((combination) => new Seat(combination, env));
  beforeAll(() => Promise.all(seats.map((seat) => seat.start())), 60_000);
  afterAll(() => Promise.all(seats.map((seat) => seat.stop())), 30_000);
  for (const seat of seats) {
    describe(`${seat.combination.adapter}, ${seat.combination.isolation}`, () => {
      for (const { name, define } of topics) describe(name, () => define(seat.rows()));
    });
  }
}

/** The app of one combination, known before it runs. */
class Seat {
  #app: BehaviourApp | undefined;
  readonly #onStart: ((app: BehaviourApp) => void)[] = [];

  constructor(
    readonly combination: Combination,
    private readonly env: Record<string, string>,
  ) {}

  async start(): Promise<void> {
    this.#app = await BehaviourApp.start(this.combination, this.env);
    for (const begin of this.#onStart) begin(this.#app);
  }

  async stop(): Promise<void> {
    await this.#app?.stop();
  }

  rows(): Rows {
    const row: Row = (name, behaves, timeoutMs) => it(name, () => behaves(this.#running), timeoutMs);
    return {
      row,
      workerRow: this.combination.isolation === 'process' ? row : () => undefined,
      early: <T>(begin: (app: BehaviourApp) => Promise<T>) => {
        const begun = new Promise<T>((resolve, reject) =>
          this.#onStart.push((app) => void begin(app).then((value) => resolve(value), reject)),
        );
        begun.catch(() => undefined); // Its row will say so.
        return () => begun;
      },
    };
  }

  get #running(): BehaviourApp {
    if (!this.#app) throw new Error('the app has not started');
    return this.#app;
  }
}
