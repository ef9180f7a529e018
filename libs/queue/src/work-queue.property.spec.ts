import { bufferTime, onDemand, window, type BatchingStrategy, type Cut } from '#batching';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { map, merge } from 'rxjs';
import type { Lease } from './work-queue.js';
import { QueueBench, type Asking, type TestBatch } from './queue-bench.spec.helper.js';

/** Everything that may happen to a queue; `pick` chooses among those it may happen to. */
const anyStep = fc.oneof(
  fc.record({
    act: fc.constant('submit' as const),
    key: fc.constantFrom('x', 'y'),
    priority: fc.constantFrom('high' as const, 'normal' as const, 'low' as const),
    timeoutMs: fc.constantFrom(0, 40, 400),
    streamIdleMs: fc.constantFrom(undefined, 0, 60),
  }),
  fc.record({
    act: fc.constant('pull' as const),
    room: fc.integer({ min: 1, max: 5 }),
    waitMs: fc.constantFrom(0, 10),
    fullOnly: fc.boolean(),
  }),
  fc.record({ act: fc.constantFrom('cancel' as const, 'abort' as const, 'credit' as const), pick: fc.nat() }),
  fc.record({
    act: fc.constantFrom('chunk', 'done', 'fail', 'start', 'give back', 'fail batch', 'crash', 'kill'),
    pick: fc.nat(),
  }),
  fc.record({ act: fc.constantFrom('advance' as const, 'stall' as const), ms: fc.nat(70) }),
  fc.record({ act: fc.constant('turn' as const) }),
);
type Step = typeof anyStep extends fc.Arbitrary<infer S> ? S : never;
type Submit = Extract<Step, { act: 'submit' }>;

interface TakenBatch {
  readonly batch: TestBatch;
  readonly live: Set<string>;
}

/** Does the steps to a queue and checks what can be checked at each of them. */
class Walk {
  readonly names: string[] = [];
  readonly streams = new Set<string>();
  readonly cancelled = new Set<string>();
  readonly asking: Asking[] = [];
  readonly taken: TakenBatch[] = [];
  /** Who is in the hands of a slot now. */
  readonly leased = new Set<string>();
  /** Items that came back once, which may overtake others. */
  readonly returned = new Set<string>();
  readonly lastIdOf = new Map<string, number>();
  /** What each item must have got: chunks are numbered, and counted when one may be handed over. */
  readonly chunks: Record<string, string[]> = {};
  #lastChunk = 0;
  /** What a slot found wrong, to be thrown where the property sees it. */
  readonly violations: unknown[] = [];

  constructor(
    readonly bench: QueueBench,
    readonly inOrder: boolean,
  ) {}

  async take(step: Step): Promise<void> {
    if (step.act === 'submit') this.submit(step);
    else if (step.act === 'pull') this.pull(step);
    else if (step.act === 'advance') this.bench.clock.advance(step.ms);
    else if (step.act === 'stall') this.bench.clock.stall(step.ms);
    else if (step.act === 'turn') await this.bench.turn();
    else if (step.act === 'abort') this.asking[step.pick % this.asking.length]?.abort();
    else if (step.act === 'cancel') this.cancel(this.names[step.pick % this.names.length]);
    else if (step.act === 'credit') this.credit(this.names[step.pick % this.names.length]);
    else if ('pick' in step) this.settle(this.taken[step.pick % this.taken.length], step.act);
    await Promise.resolve();
  }

  submit({ key, priority, timeoutMs, streamIdleMs }: Submit): void {
    const name = `${key}${priority}${this.names.length}`;
    this.names.push(name);
    if (streamIdleMs !== undefined) this.streams.add(name);
    this.bench.submit(name, { priority, timeoutMs, ...(streamIdleMs === undefined ? {} : { streamIdleMs }) });
  }

  credit(name: string | undefined): void {
    if (name !== undefined) this.bench.queue.credit(this.bench.ticket(name), 1);
  }

  /** Whoever has the item may hand over a chunk until the item has ended; nobody else may. */
  chunk(lease: Lease<string, string>, isLive: boolean): void {
    const name = lease.payload;
    const chunk = `${++this.#lastChunk}`;
    const isWanted = !this.cancelled.has(name) && this.bench.outcomes[name] === undefined;
    if (isLive && isWanted && this.streams.has(name)) (this.chunks[name] ??= []).push(chunk);
    lease.chunk(chunk);
  }

  cancel(name: string | undefined): void {
    if (name === undefined) return;
    if (this.bench.outcomes[name] === undefined) this.cancelled.add(name);
    this.bench.cancel(name);
  }

  pull({ room, waitMs, fullOnly }: { room: number; waitMs: number; fullOnly: boolean }): void {
    this.asking.push(
      this.bench.ask(room, { waitMs, fullOnly }, (batch) => {
        try {
          this.check(batch, room, fullOnly);
        } catch (violation) {
          this.violations.push(violation);
        }
      }),
    );
  }

  /** What must hold of every batch a slot gets. */
  check(batch: TestBatch, room: number, fullOnly: boolean): void {
    const names = batch.leases.map(({ payload }) => payload);
    expect(names.length).toBeGreaterThan(0);
    expect(names.length).toBeLessThanOrEqual(room);
    if (fullOnly) expect(names).toHaveLength(room);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(batch.leases.map(({ ticket }) => ticket.key)).size).toBe(1);
    for (const lease of batch.leases) {
      const { payload: name, ticket } = lease;
      expect([name, this.leased.has(name)]).toEqual([name, false]);
      expect([name, this.chunks[name]]).toEqual([name, undefined]);
      let gone = false;
      lease.onCancel = () => (gone = true);
      expect([name, this.cancelled.has(name) || this.bench.outcomes[name] !== undefined]).toEqual([
        name,
        gone,
      ]);
      this.leased.add(name);
      const line = name.replace(/\d+/, '');
      if (this.inOrder && !this.returned.has(name)) {
        expect(ticket.id).toBeGreaterThan(this.lastIdOf.get(line) ?? 0);
        this.lastIdOf.set(line, ticket.id);
      }
    }
    this.taken.push({ batch, live: new Set(names) });
  }

  settle(taken: TakenBatch | undefined, how: string): void {
    if (taken === undefined) return;
    const { batch, live } = taken;
    if (how === 'start') return batch.started();
    const lease = batch.leases[this.names.length % batch.leases.length]!;
    if (how === 'chunk') return this.chunk(lease, live.has(lease.payload));
    if (how === 'done' || how === 'fail') {
      this.release(live, [lease.payload]);
      return how === 'done' ? lease.done('ok') : lease.fail(new Error('bad'));
    }
    for (const name of live) this.returned.add(name);
    this.release(live, [...live]);
    if (how === 'give back') return batch.giveBack();
    if (how === 'fail batch') return batch.failed(new Error('bad batch'));
    return batch.crashed(how === 'crash' ? 'self' : 'killed', false);
  }

  release(live: Set<string>, names: readonly string[]): void {
    for (const name of names) if (live.delete(name)) this.leased.delete(name);
  }

  /** Lets well-behaved slots finish everything; fails when something cannot be finished. */
  async drain(): Promise<void> {
    for (let round = 0; round < 4 * this.names.length + 8; round++) {
      for (const { batch, live } of this.taken.splice(0)) {
        this.release(live, [...live]);
        for (const lease of batch.leases) lease.done('ok');
      }
      this.pull({ room: 4, waitMs: 10, fullOnly: false });
      await this.bench.turn();
      this.bench.clock.advance(10);
      await this.bench.turn();
    }
    for (const asking of this.asking) asking.abort();
    this.bench.clock.advance(1_000);
    await this.bench.turn();
  }
}

/** Cuts who knows what as long as it has ideas, then what is there. */
function chaos(ideas: readonly number[]): BatchingStrategy {
  const left = [...ideas];
  return (waiting) => (demands) => {
    const stale = [...waiting.peek(3)];
    return merge(demands, waiting.arrivals).pipe(
      map((): Cut => {
        const idea = left.pop() ?? 0;
        if (idea % 23 === 22) throw new Error('out of ideas');
        const all = waiting.peek(waiting.size);
        stale.push(...all.slice(0, 2));
        if (idea % 4 === 1) return { tickets: [], why: 'custom' };
        if (idea % 4 === 2) return { tickets: [...stale, ...all.slice(idea % 5)], why: 'custom' };
        if (idea % 4 === 3) return { tickets: all.toReversed().slice(0, idea % 7), why: 'custom' };
        return { tickets: all, why: 'custom' };
      }),
    );
  };
}

const strategies: Record<
  string,
  { strategy: fc.Arbitrary<BatchingStrategy>; inOrder: boolean; timer: boolean }
> = {
  onDemand: { strategy: fc.constant(onDemand()), inOrder: true, timer: false },
  window: { strategy: fc.constant(window()), inOrder: true, timer: false },
  bufferTime: { strategy: fc.constant(bufferTime(7, 3)), inOrder: true, timer: true },
  'a custom one': {
    strategy: fc.array(fc.nat(999), { maxLength: 40 }).map(chaos),
    inOrder: false,
    timer: false,
  },
};

describe.each(Object.entries(strategies))('whatever happens, with %s', (_, { strategy, inOrder, timer }) => {
  it('every item has one outcome, is with one slot at a time, in order and in batches that fit', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { maxLength: 80 }), strategy, async (steps, chosen) => {
        const bench = new QueueBench({ strategy: chosen, keyOf: (name) => name.charAt(0) });
        const walk = new Walk(bench, inOrder);
        for (const each of steps) await walk.take(each);
        await walk.drain();
        expect(walk.violations).toEqual([]);

        for (const name of walk.names) {
          expect([name, bench.outcomes[name]?.length ?? 0]).toEqual([name, walk.cancelled.has(name) ? 0 : 1]);
        }
        expect(bench.chunks).toEqual(walk.chunks);
        const { submitted, completed, failed, cancelled, expired, ...rest } = bench.queue.stats();
        expect(submitted).toBe(walk.names.length);
        expect(completed + failed + cancelled + expired).toBe(submitted);
        expect(cancelled).toBe(walk.cancelled.size);
        expect(rest).toMatchObject({ waiting: 0, leased: 0, rejected: 0 });
        expect(walk.asking.every(({ answered }) => answered)).toBe(true);
        if (!timer) expect(bench.clock.running).toBe(0);
      }),
      { numRuns: 300 },
    );
  });
});
