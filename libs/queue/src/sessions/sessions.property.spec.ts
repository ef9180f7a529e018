import { onDemand, window } from '#batching';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { QueueBench, type Asking, type TestBatch } from '../queue-bench.spec.helper.js';

const IDLE_MS = 100;
const WORKERS = [0, 1, 2];

/** Everything that may happen to a queue with sessions. */
const anyStep = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      act: fc.constant('submit' as const),
      key: fc.constantFrom('a', 'b', 'c', 'd', '-'),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      act: fc.constant('pull' as const),
      worker: fc.constantFrom(...WORKERS),
      room: fc.integer({ min: 1, max: 3 }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      act: fc.constantFrom('done' as const, 'start' as const, 'give back' as const, 'fail batch' as const),
      pick: fc.nat(),
    }),
  },
  fc.record({ act: fc.constantFrom('cancel' as const, 'abort' as const), pick: fc.nat() }),
  fc.record({
    act: fc.constantFrom('retire' as const, 'die' as const),
    worker: fc.constantFrom(...WORKERS),
  }),
  fc.record({ act: fc.constant('advance' as const), ms: fc.constantFrom(1, 40, 150) }),
  fc.record({ act: fc.constant('turn' as const) }),
);
type Step = typeof anyStep extends fc.Arbitrary<infer S> ? S : never;

const keyOf = (name: string): string => name.charAt(0);

interface Taken {
  readonly batch: TestBatch;
  readonly worker: number;
}

/** Does the steps, and checks at each batch what a session is promised. */
class Walk {
  readonly bench: QueueBench;
  readonly names: string[] = [];
  readonly cancelled = new Set<string>();
  readonly violations: string[] = [];
  readonly asking: Asking[] = [];
  #taken: Taken[] = [];
  /** By key: how many are with a slot, who was last, which worker has had it, and when that was. */
  readonly #running = new Map<string, string>();
  readonly #lastOf = new Map<string, number>();
  readonly #workerOf = new Map<string, { readonly worker: number; at: number }>();
  readonly #retiring = new Set<number>();
  readonly #runs = new Map<string, number>();
  /** Items that were told that their session is lost. */
  readonly #told = new Set<string>();

  constructor(withWindow: boolean) {
    this.bench = new QueueBench({
      strategy: withWindow ? window() : onDemand(),
      sessions: { keyOf: (name) => keyOf(name).replace('-', ''), idleMs: IDLE_MS, max: 100 },
    });
  }

  async take(step: Step): Promise<void> {
    if (step.act === 'submit') this.submit(step.key);
    else if (step.act === 'pull') this.pull(step.worker, step.room);
    else if (step.act === 'advance') this.advance(step.ms);
    else if (step.act === 'turn') await this.bench.turn();
    else if (step.act === 'abort') this.asking[step.pick % this.asking.length]?.abort();
    else if (step.act === 'cancel') this.cancel(this.names[step.pick % this.names.length]);
    else if (step.act === 'retire') this.retire(step.worker);
    else if (step.act === 'die') this.die(step.worker);
    else if ('pick' in step && this.#taken.length > 0) this.settle(step.pick % this.#taken.length, step.act);
    await Promise.resolve();
  }

  submit(key: string): void {
    const name = `${key}${this.names.length}`;
    try {
      this.bench.submit(name);
      this.names.push(name);
    } catch {
      this.#forget(key);
    }
  }

  cancel(name: string | undefined): void {
    if (name === undefined) return;
    if (this.bench.outcomes[name] === undefined) this.cancelled.add(name);
    this.bench.cancel(name);
  }

  pull(worker: number, room: number): void {
    const taken = (batch: TestBatch): void => this.#check({ batch, worker });
    this.asking.push(this.bench.ask(room, { worker, waitMs: 5 }, taken));
  }

  advance(ms: number): void {
    this.bench.clock.advance(ms);
    const isLive = (name: string): boolean =>
      this.bench.outcomes[name] === undefined && !this.cancelled.has(name);
    const busy = new Set([...this.names.filter(isLive), ...this.#running.values()].map(keyOf));
    const now = this.bench.clock.now();
    for (const [key, kept] of this.#workerOf) {
      if (busy.has(key)) kept.at = now;
      else if (now - kept.at > IDLE_MS) this.#workerOf.delete(key);
    }
  }

  retire(worker: number): void {
    void this.bench.queue.sessions?.retire(worker);
    this.#retiring.add(worker);
  }

  /** As a worker dies: first its sessions, then its batches. */
  die(worker: number): void {
    this.bench.queue.sessions?.lost(worker);
    this.#retiring.delete(worker);
    for (const taken of this.#taken.filter((one) => one.worker === worker)) {
      this.#release(taken);
      taken.batch.crashed('killed', false);
    }
    this.#taken = this.#taken.filter((one) => one.worker !== worker);
    for (const [name, [outcome]] of Object.entries(this.bench.outcomes)) {
      if (outcome === 'session_lost') this.#lostOnce(name);
    }
  }

  settle(index: number, how: string): void {
    const taken = this.#taken[index]!;
    if (how === 'start') return taken.batch.started();
    this.#taken.splice(index, 1);
    this.#release(taken);
    if (how === 'done') for (const lease of taken.batch.leases) lease.done('ok');
    else if (how === 'give back') {
      for (const { payload } of taken.batch.leases) {
        this.#runs.set(payload, (this.#runs.get(payload) ?? 0) - 1);
        this.#lastOf.delete(keyOf(payload));
      }
      taken.batch.giveBack();
    } else taken.batch.failed(new Error('bad batch'));
  }

  /** Lets well-behaved workers finish everything. */
  async drain(): Promise<void> {
    for (const worker of WORKERS) this.die(worker);
    for (let round = 0; round < 4 * this.names.length + 8; round++) {
      while (this.#taken.length > 0) this.settle(0, 'done');
      for (const worker of WORKERS) this.pull(worker, 3);
      await this.bench.turn();
      this.bench.clock.advance(5);
      await this.bench.turn();
    }
    for (const asking of this.asking) asking.abort();
    this.bench.clock.advance(2 * IDLE_MS);
    await this.bench.turn();
  }

  #lostOnce(name: string): void {
    if (this.#told.has(name)) return;
    this.#told.add(name);
    this.#forget(keyOf(name));
  }

  #forget(key: string): void {
    this.#workerOf.delete(key);
  }

  #release({ batch }: Taken): void {
    for (const { payload } of batch.leases) {
      const key = keyOf(payload);
      if (this.#running.get(key) === payload) this.#running.delete(key);
      const kept = this.#workerOf.get(key);
      if (kept) kept.at = this.bench.clock.now();
    }
  }

  #check(taken: Taken): void {
    const { batch, worker } = taken;
    for (const { payload, ticket } of batch.leases) {
      const key = keyOf(payload);
      if (key === '-') continue;
      const expectThat = (holds: boolean, what: string): void => {
        if (!holds) this.violations.push(`${payload} on ${worker}: ${what}`);
      };
      const runs = (this.#runs.get(payload) ?? 0) + 1;
      this.#runs.set(payload, runs);
      expectThat(runs === 1, 'runs twice');
      expectThat(!this.#running.has(key), `beside ${this.#running.get(key)}`);
      expectThat(ticket.id > (this.#lastOf.get(key) ?? 0), 'out of order');
      const kept = this.#workerOf.get(key);
      const isKept = kept !== undefined;
      expectThat(!isKept || kept.worker === worker, `was with ${kept?.worker} and nobody was told`);
      expectThat(isKept || !this.#retiring.has(worker), 'is new to a worker that retires');
      this.#running.set(key, payload);
      this.#lastOf.set(key, ticket.id);
      this.#workerOf.set(key, { worker, at: this.bench.clock.now() });
    }
    this.#taken.push(taken);
  }
}

describe('whatever happens to sessions', () => {
  it('each item has one outcome; those of a key run once, one at a time, in order, where its session is kept', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyStep, { maxLength: 60, size: 'max' }),
        fc.boolean(),
        async (steps, withWindow) => {
          const walk = new Walk(withWindow);
          for (const each of steps) await walk.take(each);
          await walk.drain();
          expect(walk.violations).toEqual([]);
          for (const name of walk.names) {
            const outcomes = walk.bench.outcomes[name]?.length ?? 0;
            expect([name, outcomes]).toEqual([name, walk.cancelled.has(name) ? 0 : 1]);
          }
          const { waiting, leased } = walk.bench.queue.stats();
          expect({ waiting, leased, timers: walk.bench.clock.running }).toEqual({
            waiting: 0,
            leased: 0,
            timers: 0,
          });
          expect(walk.asking.every(({ answered }) => answered)).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });
});
