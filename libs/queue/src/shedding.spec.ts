import { describe, expect, it } from '@jest/globals';
import { LitServeException } from '#common';
import { QueueBench } from './queue-bench.spec.helper.js';
import { SimulatedServer, type SimulatedModel } from './simulated-server.spec.helper.js';
import type { WorkQueueOptions } from './work-queue.options.js';

const CAPACITY = 200;
const TENFOLD = { perSecond: 10 * CAPACITY, timeoutMs: 500 };

function serverOf(
  model: SimulatedModel,
  { workers = 1, ...options }: WorkQueueOptions<string> & { workers?: number } = {},
): SimulatedServer {
  return new SimulatedServer(new QueueBench({ maxQueueSize: 4000, ...options }), model, workers);
}

describe('a queue under ten times what its workers can do', () => {
  it.each<[string, SimulatedModel, number]>([
    ['one worker', { maxBatchSize: 1, runMs: () => 5 }, 1],
    ['one worker, in batches of 16', { maxBatchSize: 16, runMs: () => 80 }, 1],
    ['four workers', { maxBatchSize: 1, runMs: () => 20 }, 4],
    ['sixteen workers', { maxBatchSize: 1, runMs: () => 80 }, 16],
  ])('answers within the deadline as much as it can: %s', async (_, model, workers) => {
    const server = serverOf(model, { workers });
    expect(await server.goodput(20, TENFOLD, CAPACITY)).toBeGreaterThan(0.95);
    expect(server.count('deadline_exceeded')).toBeLessThan(server.count('deadline_unreachable') / 10);
  });

  it('answers hardly anybody in time when all are let in', async () => {
    const server = serverOf({ maxBatchSize: 1, runMs: () => 5 }, { onLate: 'wait' });
    expect(await server.goodput(5, TENFOLD, CAPACITY)).toBeLessThan(0.3);
    expect(server.count('deadline_unreachable')).toBe(0);
  });

  it('does so although runs differ', async () => {
    const server = serverOf({ maxBatchSize: 16, runMs: () => 50 + 60 * server.random() });
    expect(await server.goodput(20, TENFOLD, CAPACITY)).toBeGreaterThan(0.9);
  });

  it('refuses nobody below what they can do', async () => {
    const server = serverOf({ maxBatchSize: 1, runMs: () => 5 });
    await server.load(10, { perSecond: 0.9 * CAPACITY, timeoutMs: 500 });
    expect([...server.ended.keys()]).toEqual(['done']);
  });

  it('answers those of high priority, whoever else waits', async () => {
    const server = serverOf({ maxBatchSize: 1, runMs: () => 5 });
    await server.load(2, TENFOLD);
    const high = { perSecond: CAPACITY / 2, timeoutMs: 500, priority: () => 'high' as const };
    const before = server.count('done');
    const refused = server.count('deadline_unreachable');
    await server.load(3, high);
    expect(server.count('deadline_unreachable') - refused).toBe(0);
    expect(server.count('done') - before).toBeGreaterThan(3 * 0.9 * high.perSecond);
  });

  it.each([0.5, 10])(
    'is as before soon after its workers were slow, at %d times what they can do',
    async (load) => {
      const arrivals = { perSecond: load * CAPACITY, timeoutMs: 500 };
      let runMs = 5;
      const server = serverOf({ maxBatchSize: 1, runMs: () => runMs });
      await server.load(3, arrivals);
      runMs = 2000;
      await server.load(20, arrivals);
      runMs = 5;
      await server.load(4, arrivals);
      expect(await server.goodput(5, arrivals, CAPACITY)).toBeGreaterThan(0.95 * Math.min(1, load));
    },
  );
});

describe('an item that cannot be in time', () => {
  /** A queue that knows that a run takes 100 ms: one item runs, and so many wait. */
  async function busy(waiting: number, options: WorkQueueOptions<string> = {}): Promise<QueueBench> {
    const bench = new QueueBench(options);
    for (let n = 0; n < 20; n++) await run(bench, `warm-${n}`);
    bench.submit('running');
    await bench.take(1);
    for (let n = 0; n < waiting; n++) bench.submit(`waiting-${n}`);
    return bench;
  }

  async function run(bench: QueueBench, name: string): Promise<void> {
    bench.submit(name);
    const batch = await bench.take(1);
    bench.clock.advance(100);
    for (const lease of batch.leases) lease.done('ok');
  }

  /** Takes what waits, one by one, until so many are left: now the speed under a backlog is known, too. */
  async function drainTo(bench: QueueBench, left: number): Promise<void> {
    while (bench.queue.stats().waiting > left) {
      const batch = await bench.take(1);
      bench.clock.advance(100);
      for (const lease of batch.leases) lease.done('ok');
    }
  }

  function refusalOf(
    bench: QueueBench,
    rest: Parameters<QueueBench['submit']>[1],
  ): LitServeException | undefined {
    const before = bench.queue.stats().rejected;
    try {
      bench.submit('newcomer', rest);
      return undefined;
    } catch (error) {
      expect(bench.queue.stats().rejected).toBe(before + 1);
      return error as LitServeException;
    }
  }

  it('is refused at once, with the time until it could have been', async () => {
    const bench = await busy(60);
    await drainTo(bench, 30);
    const refusal = refusalOf(bench, { timeoutMs: 2000 });
    expect(refusal).toMatchObject({ code: 'deadline_unreachable', retryAfterSeconds: 3 });
    expect(refusal?.message).toContain('2000 ms');
    expect(refusalOf(bench, { timeoutMs: 4500 })).toBeUndefined();
  });

  it('is one whose time had mostly gone when it came', async () => {
    const bench = await busy(60);
    await drainTo(bench, 30);
    expect(refusalOf(bench, { timeoutMs: 6000, elapsedMs: 4000 })?.code).toBe('deadline_unreachable');
    expect(refusalOf(bench, { timeoutMs: 6000, elapsedMs: 1000 })).toBeUndefined();
  });

  it('is none of those before which little goes, by rank', async () => {
    const bench = await busy(60);
    await drainTo(bench, 30);
    expect(refusalOf(bench, { timeoutMs: 1000, priority: 'low' })?.code).toBe('deadline_unreachable');
    // The normal ones came more than two seconds ago, so they do not go after a high one.
    expect(refusalOf(bench, { timeoutMs: 1000, priority: 'high' })?.code).toBe('deadline_unreachable');
    expect(refusalOf(bench, { timeoutMs: 1000, rank: -1000 })).toBeUndefined();
  });

  it('waits all the same when it is owed, has no deadline, meets a free slot, or is to wait', async () => {
    const bench = await busy(60);
    await drainTo(bench, 30);
    const late = { timeoutMs: 500 };
    expect(refusalOf(bench, { ...late, isOwed: true })).toBeUndefined();
    expect(refusalOf(bench, { timeoutMs: 0 })).toBeUndefined();
    expect(refusalOf(bench, late)?.code).toBe('deadline_unreachable');

    const patient = await busy(60, { onLate: 'wait' });
    await drainTo(patient, 30);
    expect(refusalOf(patient, late)).toBeUndefined();
  });

  it('waits all the same when a slot is free', async () => {
    const bench = await busy(0);
    expect(refusalOf(bench, { timeoutMs: 50 })?.code).toBe('deadline_unreachable');
    bench.ask(1);
    expect(refusalOf(bench, { timeoutMs: 50 })).toBeUndefined();
  });

  it('is not known before the 20th answer', async () => {
    const bench = new QueueBench();
    for (let n = 0; n < 19; n++) await run(bench, `warm-${n}`);
    bench.submit('running');
    const running = await bench.take(1);
    expect(refusalOf(bench, { timeoutMs: 50 })).toBeUndefined();
    running.leases[0]?.done('ok');
    expect(refusalOf(bench, { timeoutMs: 50 })?.code).toBe('deadline_unreachable');
  });

  it('is seen by a look, too, which counts nothing', async () => {
    const bench = await busy(0);
    const newcomer = { timeoutMs: 50, priority: 'normal' } as const;
    expect(bench.queue.refusal(newcomer)).toMatchObject({ code: 'deadline_unreachable' });
    expect(bench.queue.refusal({ ...newcomer, timeoutMs: 500 })).toBeUndefined();
    expect(bench.queue.stats().rejected).toBe(0);
    bench.queue.reject('somebody', new Error('full'), 3);
    expect(bench.queue.stats().rejected).toBe(1);
  });
});
