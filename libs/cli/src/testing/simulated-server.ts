import type { BenchSystem } from '../bench/bench-system.js';
import type { Exchange } from '../bench/load/exchange.js';
import { VirtualClock } from './virtual-clock.js';

export interface Simulated {
  /** A batch of n takes `a + b n` milliseconds. */
  readonly a: number;
  readonly b: number;
  readonly maxBatchSize: number;
  readonly workers: number;
  /** On the way to the server and back, together. */
  readonly networkMs: number;
  readonly maxQueueSize?: number;
  /** What it says to everything. */
  readonly refusal?: Partial<Exchange>;
  readonly hasInfo?: boolean;
}

/** A server with a known law, in virtual time: the same queue, workers that take what is there, and `/info`. */
export class SimulatedServer {
  readonly clock = new VirtualClock();
  readonly #model: Simulated;
  readonly #queue: (() => void)[] = [];
  readonly #batches: Record<string, number> = {};
  #free: number;
  #running = 0;
  #interrupt: (() => void) | undefined;

  constructor(model: Simulated) {
    this.#model = model;
    this.#free = model.workers;
  }

  interrupt(): void {
    this.#interrupt?.();
  }

  system(differs: Partial<BenchSystem> = {}): BenchSystem {
    let seed = 1;
    return {
      clock: this.clock,
      // A generator of Lehmer: any numbers do that are the same each time.
      random: () => (seed = (seed * 48_271) % 0x7fffffff) / 0x7fffffff,
      watchLoop: () => () => 0.1,
      sender: () => ({ send: (dueAt) => this.#send(dueAt), close: () => undefined }),
      getJson: () => async (url) => this.#json(url.pathname),
      readFile: () => undefined,
      writeFile: () => undefined,
      onInterrupt: (listener) => {
        this.#interrupt = listener;
        return () => undefined;
      },
      ...differs,
    };
  }

  async #send(dueAt: number): Promise<Exchange> {
    const sentAt = this.clock.now();
    const { networkMs, refusal, maxQueueSize = Infinity } = this.#model;
    await this.clock.sleep(networkMs / 2);
    const isFull = this.#free === 0 && this.#queue.length >= maxQueueSize;
    if (!isFull && !refusal) {
      const answered = new Promise<void>((resolve) => this.#queue.push(resolve));
      this.#serve();
      await answered;
    }
    await this.clock.sleep(networkMs / 2);
    const endAt = this.clock.now();
    const failed = isFull ? { error: '429 queue_full', retryAfter: '1' } : refusal;
    return { dueAt, sentAt, firstAt: endAt, endAt, events: 0, gapsMs: [], ...failed };
  }

  #serve(): void {
    if (this.#free === 0 || this.#queue.length === 0) return;
    const { a, b, maxBatchSize } = this.#model;
    const batch = this.#queue.splice(0, maxBatchSize);
    this.#free -= 1;
    this.#running += batch.length;
    this.#batches[batch.length] = (this.#batches[batch.length] ?? 0) + 1;
    void this.clock.sleep(a + b * batch.length).then(() => {
      this.#free += 1;
      this.#running -= batch.length;
      for (const answer of batch) answer();
      this.#serve();
    });
  }

  #json(path: string): unknown {
    const { maxBatchSize, workers, hasInfo = true } = this.#model;
    if (!hasInfo) return undefined;
    if (path === '/health') {
      return { pools: [{ name: 'model', ready: workers, workers: [{ device: 'cpu' }] }] };
    }
    const stats = { waiting: this.#queue.length, running: this.#running, batches: { ...this.#batches } };
    const settings = {
      maxBatchSize,
      batchTimeoutMs: 0,
      concurrency: 1,
      timeoutMs: 30_000,
      maxQueueSize: 512,
    };
    const endpoint = { name: 'model', paths: ['/predict'], pool: 'model', stream: false, ...settings, stats };
    return { server: { name: 'nestjs-litserve', version: '0.1.0' }, endpoints: [endpoint] };
  }
}
