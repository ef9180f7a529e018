import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { createWorkQueue, type WorkQueue } from '#queue';
import type { Answer, PoolEndpoint } from '../pool-endpoint.js';
import { anEndpoint, submit, type EndpointOptions } from '../testing/an-endpoint.js';
import { FakeProcesses, type FakeLink } from '../testing/fake-link.js';
import { queueClock } from '../testing/queue-clock.js';
import { VirtualClock } from '../testing/virtual-clock.js';
import { BootLimiter } from './boot-limiter.js';
import { WorkerPool } from './worker-pool.js';

/** Everything that may happen to a pool; `pick` chooses among those it may happen to. */
const anyStep = fc.oneof(
  fc.record({ act: fc.constant('submit' as const), pick: fc.nat(1) }),
  fc.record({ act: fc.constant('ready' as const), pick: fc.nat() }),
  fc.record({ act: fc.constant('answer' as const), pick: fc.nat() }),
  fc.record({
    act: fc.constant('crash' as const),
    signal: fc.constantFrom('SIGSEGV' as const, 'SIGKILL' as const),
    pick: fc.nat(),
  }),
  fc.record({ act: fc.constant('advance' as const), ms: fc.nat(2000) }),
  fc.record({ act: fc.constant('scale' as const), to: fc.constantFrom('auto' as const, 0, 1, 2, 3) }),
);
type Step = typeof anyStep extends fc.Arbitrary<infer S> ? S : never;

/** How many workers there are: always, or by need. */
const anySize = fc
  .record({ workers: fc.integer({ min: 1, max: 3 }), min: fc.option(fc.nat(2), { nil: undefined }) })
  .map(({ workers, min }) => ({ workers, min: min === undefined ? undefined : Math.min(min, workers) }));

const anyEndpoint = fc.record({
  maxBatchSize: fc.integer({ min: 1, max: 3 }),
  concurrency: fc.integer({ min: 1, max: 2 }),
});

/** Does the steps to a pool over fake processes, and checks what can be checked at each of them. */
class Walk {
  readonly clock = new VirtualClock();
  readonly processes = new FakeProcesses();
  readonly outcomes = new Map<string, string[]>();
  crashes = 0;
  readonly #endpoints: readonly PoolEndpoint<string>[];
  readonly #pool: WorkerPool<string>;
  readonly #ready = new Set<FakeLink>();

  constructor(
    { workers, min }: { readonly workers: number; readonly min: number | undefined },
    recycleAfter: number,
    endpoints: readonly EndpointOptions[],
  ) {
    const queue = (): WorkQueue<string, Answer> =>
      createWorkQueue({ defer: (announce) => announce(), clock: queueClock(this.clock) });
    this.#endpoints = endpoints.map((one, n) =>
      anEndpoint({ ...one, name: `endpoint-${n}`, queue: queue() }),
    );
    this.#pool = new WorkerPool<string>({
      name: 'pool',
      endpoints: this.#endpoints,
      devices: Array.from({ length: workers }, () => ({ type: 'cpu', index: 0, threads: 1 })),
      size: min === undefined ? undefined : { min, scaleUpAfterMs: 200, scaleDownAfterMs: 1000 },
      openLink: this.processes.open,
      bootLimiter: new BootLimiter(2),
      logger: { log: () => {}, warn: () => {}, error: () => {}, debug: () => {} },
      recycle: { maxRequests: recycleAfter },
      clock: this.clock,
      random: () => 0.5,
    });
    void this.#pool.start().catch(() => undefined);
  }

  async do(step: Step): Promise<void> {
    if (step.act === 'advance') await this.clock.advance(step.ms);
    else if (step.act === 'submit') this.#submit(step.pick);
    else if (step.act === 'scale') void this.#pool.scale(step.to).catch(() => undefined);
    else if (step.act === 'ready') this.#one(this.#booting, step.pick, (link) => this.#getReady(link));
    else if (step.act === 'answer') this.#one(this.#busy, step.pick, (link) => link.answerNext());
    else this.#one(this.processes.alive, step.pick, (link) => this.#crash(link, step.signal));
    await this.clock.settle();
    this.#exitStopped();
    await this.clock.settle();
    this.#check();
  }

  /** Lets everything that can go on do so, until nothing is left to do. */
  async finish(): Promise<void> {
    for (let left = 1000; left > 0; left--) {
      if (this.#booting.length > 0) await this.do({ act: 'ready', pick: 0 });
      else if (this.#busy.length > 0) await this.do({ act: 'answer', pick: 0 });
      else if ([...this.outcomes.values()].some((of) => of.length === 0))
        await this.do({ act: 'advance', ms: 1000 });
      else break;
    }
    const stopped = this.#pool.stop({ graceMs: 0 });
    await this.clock.settle();
    this.#exitStopped();
    await stopped;
    expect(this.processes.alive).toEqual([]);
    expect(this.clock.pending).toBe(0);
  }

  get #booting(): FakeLink[] {
    return this.processes.alive.filter((link) => !this.#ready.has(link));
  }

  get #busy(): FakeLink[] {
    return this.processes.alive.filter(({ runs }) => runs.length > 0);
  }

  #one(links: readonly FakeLink[], pick: number, then: (link: FakeLink) => void): void {
    const link = links[pick % Math.max(1, links.length)];
    if (link) then(link);
  }

  #getReady(link: FakeLink): void {
    this.#ready.add(link);
    link.ready();
  }

  #crash(link: FakeLink, signal: NodeJS.Signals): void {
    this.crashes++;
    link.exit(null, signal);
  }

  #submit(pick: number): void {
    const endpoint = this.#endpoints[pick % this.#endpoints.length];
    const name = `item ${this.outcomes.size}`;
    if (endpoint) this.outcomes.set(name, submit(endpoint, name));
  }

  #exitStopped(): void {
    for (const link of this.processes.alive) {
      if (link.controls.some(({ litserve }) => litserve === 'stop')) link.exit(0);
    }
  }

  #check(): void {
    const held = this.#busy.flatMap(({ runs }) => runs.flatMap(({ items }) => items));
    const names = held.map(({ meta }) => meta.requestId);
    // Nothing runs twice at a time, and nothing runs that has its outcome.
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(this.outcomes.get(name)).toEqual([]);
  }
}

describe('a pool, whatever happens to its workers', () => {
  it('gives each item one outcome, its own answer where its workers do not die again and again', async () => {
    await fc.assert(
      fc.asyncProperty(
        anySize,
        fc.integer({ min: 2, max: 20 }),
        fc.array(anyEndpoint, { minLength: 1, maxLength: 2 }),
        fc.array(anyStep, { maxLength: 60, size: 'max' }),
        async (size, recycleAfter, endpoints, steps) => {
          const walk = new Walk(size, recycleAfter, endpoints);
          for (const step of steps) await walk.do(step);
          await walk.finish();
          for (const [name, outcomes] of walk.outcomes) {
            expect(outcomes).toHaveLength(1);
            if (walk.crashes < 2) expect(outcomes).toEqual([name]);
          }
        },
      ),
      { numRuns: 150 },
    );
  }, 30_000);
});
