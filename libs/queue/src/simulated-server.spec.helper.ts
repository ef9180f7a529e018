import { QueueBench, type TestBatch } from './queue-bench.spec.helper.js';

export interface SimulatedModel {
  readonly maxBatchSize: number;
  /** What a run takes now, in ms. */
  runMs(): number;
}

export interface Arrivals {
  readonly perSecond: number;
  readonly timeoutMs: number;
  readonly priority?: () => 'high' | 'normal' | 'low';
}

const STEP_MS = 0.5;

/** Requests at random times, and workers that run a model as real slots do, prefetch and all; only time is not real. */
export class SimulatedServer {
  /** How each request ended, by its outcome. */
  readonly ended = new Map<string, number>();
  #names = 0;
  #seed = 1;

  constructor(
    readonly bench: QueueBench,
    private readonly model: SimulatedModel,
    workers = 1,
  ) {
    for (let worker = 0; worker < workers; worker++) this.#slot();
  }

  count(outcome: string): number {
    return this.ended.get(outcome) ?? 0;
  }

  /** From 0 to 1, the same numbers in each run. */
  random(): number {
    this.#seed = (this.#seed * 48_271) % 2_147_483_647;
    return this.#seed / 2_147_483_647;
  }

  /** How many had their answer while `seconds` of this load came, as a part of all that could be answered. */
  async goodput(seconds: number, arrivals: Arrivals, capacityPerSecond: number): Promise<number> {
    const before = this.count('done');
    await this.load(seconds, arrivals);
    return (this.count('done') - before) / (seconds * capacityPerSecond);
  }

  async load(seconds: number, arrivals: Arrivals): Promise<void> {
    for (let step = 0; step < (seconds * 1000) / STEP_MS; step++) {
      // At most one per step is near enough to random arrivals for rates far below one per step.
      const chances = Math.ceil((arrivals.perSecond * STEP_MS) / 1000 / 0.25);
      for (let n = 0; n < chances; n++) {
        if (this.random() < (arrivals.perSecond * STEP_MS) / 1000 / chances) this.#submit(arrivals);
      }
      this.bench.clock.advance(STEP_MS);
      await this.bench.turn();
    }
  }

  #submit({ timeoutMs, priority }: Arrivals): void {
    const note = (outcome: string): void => void this.ended.set(outcome, this.count(outcome) + 1);
    const name = String(++this.#names);
    try {
      this.bench.queue.submit({
        payload: name,
        timeoutMs,
        priority: priority?.() ?? 'normal',
        sink: { done: () => note('done'), fail: (error) => note(codeOf(error)) },
      });
    } catch (error) {
      note(codeOf(error as Error));
    }
  }

  /** One process: it runs a batch at a time, and holds a full one ready while it runs another. */
  #slot(): void {
    const { maxBatchSize } = this.model;
    const run = (batch: TestBatch): void => {
      batch.started();
      const ms = this.model.runMs();
      let next: TestBatch | undefined;
      let isOver = false;
      const prefetch =
        maxBatchSize > 1
          ? this.bench.ask(maxBatchSize, { fullOnly: true }, (ahead) => {
              next = ahead;
              if (isOver) run(ahead);
            })
          : undefined;
      this.bench.clock.schedule(() => {
        isOver = true;
        for (const lease of batch.leases) lease.done('done');
        if (next) return run(next);
        prefetch?.abort();
        this.bench.ask(maxBatchSize, {}, run);
      }, ms);
    };
    this.bench.ask(maxBatchSize, {}, run);
  }
}

function codeOf(error: Error): string {
  return 'code' in error ? String(error.code) : error.message;
}
