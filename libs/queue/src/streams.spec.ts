import { beforeEach, describe, expect, it } from '@jest/globals';
import { leaseOf, namesOf, QueueBench, type TestBatch } from './queue-bench.spec.helper.js';

const streamIdleMs = 1_000;

describe('a stream', () => {
  let bench: QueueBench;

  beforeEach(() => {
    bench = new QueueBench();
  });

  /** Submits streams and has them run together. */
  async function run(names: string, timeoutMs = 0, idleMs = streamIdleMs): Promise<TestBatch> {
    bench.submit(names, { timeoutMs, streamIdleMs: idleMs });
    const batch = await bench.take(8);
    batch.started();
    return batch;
  }

  it('hands chunks to its caller in order, then its end', async () => {
    const lease = leaseOf(await run('a'), 'a');
    for (const chunk of ['1', '2', '3']) lease.chunk(chunk);
    expect(bench.outcomes).toEqual({});
    lease.done(undefined);
    expect(bench.chunks).toEqual({ a: ['1', '2', '3'] });
    expect(bench.outcomes).toEqual({ a: ['end'] });
    expect(bench.queue.stats()).toMatchObject({ completed: 1, leased: 0, late: 0 });
  });

  it('has no deadline left to hand on once it has begun', async () => {
    const lease = leaseOf(await run('a', 100), 'a');
    expect(lease.remainingMs()).toBe(100);
    lease.chunk('1');
    expect(lease.remainingMs()).toBe(Infinity);
  });

  it('may end without a chunk', async () => {
    leaseOf(await run('a'), 'a').done(undefined);
    expect([bench.chunks, bench.outcomes]).toEqual([{}, { a: ['end'] }]);
  });

  it.each<[string, (bench: QueueBench, batch: TestBatch) => void, number]>([
    ['it has ended', (_, batch) => leaseOf(batch, 'a').done(undefined), 0],
    ['it has failed', (_, batch) => leaseOf(batch, 'a').fail(new Error('bad')), 0],
    ['its caller has gone', (on) => on.cancel('a'), 1],
    ['its deadline has passed', (on) => on.clock.advance(100), 1],
    ['its worker has crashed', (_, batch) => batch.crashed('self', false), 0],
  ])('gets nothing more when %s', async (_, end, leased) => {
    const batch = await run('a', 100);
    end(bench, batch);
    leaseOf(batch, 'a').chunk('late');
    expect(bench.chunks).toEqual({});
    expect(bench.queue.stats()).toMatchObject({ late: 1, leased });
  });

  it('gets nothing from a lease that was given back, while another slot has the item', async () => {
    bench.submit('a', { streamIdleMs });
    const old = await bench.take(1);
    old.giveBack();
    const current = await bench.take(1);
    leaseOf(old, 'a').chunk('old');
    leaseOf(current, 'a').chunk('current');
    expect(bench.chunks).toEqual({ a: ['current'] });
    expect(bench.queue.stats()).toMatchObject({ late: 1 });
  });

  it('may be cancelled by its caller while a chunk is handed over', async () => {
    let told = 0;
    const none = () => undefined;
    const sink = { chunk: () => bench.queue.cancel(ticket), done: none, fail: none };
    const ticket = bench.queue.submit({ payload: 'a', timeoutMs: 0, priority: 'normal', streamIdleMs, sink });
    const lease = leaseOf(await bench.take(1), 'a');
    lease.onCancel = () => told++;
    lease.chunk('1');
    lease.chunk('2');
    expect(told).toBe(1);
    expect(bench.queue.stats()).toMatchObject({ cancelled: 1, late: 1 });
  });

  it('is what the submitter says: an item that is none takes no chunks and keeps its deadline', async () => {
    bench.submit('a', { timeoutMs: 100 });
    leaseOf(await bench.take(1), 'a').chunk('1');
    bench.clock.advance(100);
    expect([bench.chunks, bench.outcomes]).toEqual([{}, { a: ['deadline_exceeded'] }]);
    expect(bench.queue.stats()).toMatchObject({ late: 1 });
  });

  describe('in time', () => {
    it('has its first chunk by the deadline, and no deadline after that', async () => {
      const batch = await run('a b', 100);
      bench.clock.advance(99);
      leaseOf(batch, 'a').chunk('1');
      bench.clock.advance(1);
      expect(bench.outcomes).toEqual({ b: ['deadline_exceeded'] });
      bench.clock.advance(98 + streamIdleMs - 100);
      expect(bench.outcomes['a']).toBeUndefined();
    });

    it('fails after an idle time since its last chunk, and its slot is told', async () => {
      const lease = leaseOf(await run('a', 100), 'a');
      const told: number[] = [];
      lease.onCancel = () => told.push(bench.clock.now());
      lease.chunk('1');
      bench.clock.advance(600);
      lease.chunk('2');
      bench.clock.advance(streamIdleMs - 1);
      expect(bench.outcomes).toEqual({});
      bench.clock.advance(1);
      expect(bench.outcomes).toEqual({ a: ['stream_idle'] });
      expect(told).toEqual([600 + streamIdleMs]);
      expect(bench.queue.stats()).toMatchObject({ expired: 1, leased: 1 });
    });

    it('says in words how long it was idle', async () => {
      const told = new Promise<Error>((fail) => {
        const sink = { done: () => undefined, fail };
        bench.queue.submit({ payload: 'a', timeoutMs: 0, priority: 'normal', streamIdleMs: 250, sink });
      });
      leaseOf(await bench.take(1), 'a').chunk('1');
      bench.clock.advance(250);
      await expect(told).resolves.toMatchObject({
        message: 'The stream was idle for 250 ms',
        code: 'stream_idle',
      });
    });

    it('is not idle while its caller takes what there is', async () => {
      const lease = leaseOf(await run('a'), 'a');
      lease.chunk('1');
      for (let i = 0; i < 5; i++) {
        bench.clock.advance(streamIdleMs - 1);
        bench.queue.credit(bench.ticket('a'), 10);
      }
      expect(bench.outcomes).toEqual({});
      bench.clock.advance(streamIdleMs);
      expect(bench.outcomes).toEqual({ a: ['stream_idle'] });
    });

    it('does not gain time from credit before its first chunk', async () => {
      await run('a', 100);
      bench.clock.advance(99);
      bench.queue.credit(bench.ticket('a'), 10);
      bench.clock.advance(1);
      expect(bench.outcomes).toEqual({ a: ['deadline_exceeded'] });
    });

    it('is never idle with streamIdleMs 0', async () => {
      leaseOf(await run('a', 100, 0), 'a').chunk('1');
      bench.clock.advance(1e9);
      expect(bench.outcomes).toEqual({});
      expect(bench.clock.running).toBe(0);
    });

    it('costs no timer per chunk, and one look per idle time', async () => {
      const batch = await run('a b c');
      for (let i = 0; i < 100; i++) {
        for (const lease of batch.leases) lease.chunk('x');
        bench.clock.advance(streamIdleMs / 10);
      }
      expect(bench.clock.scheduled).toBeLessThanOrEqual(12);
      for (const lease of batch.leases) lease.done(undefined);
      bench.clock.advance(streamIdleMs);
      expect(bench.clock.running).toBe(0);
    });

    it('is not idle when its chunk lies in the pipe of a stalled event loop', async () => {
      const lease = leaseOf(await run('a'), 'a');
      lease.chunk('1');
      bench.clock.stall(streamIdleMs + 60);
      bench.clock.advance(0);
      lease.chunk('2');
      await bench.turn();
      expect(bench.outcomes).toEqual({});
    });
  });

  describe('credit', () => {
    it('goes to the slot that has the item now', async () => {
      bench.submit('a', { streamIdleMs });
      const [taken, credits] = [[await bench.take(1)], [] as string[]];
      leaseOf(taken[0]!, 'a').onCredit = (bytes) => credits.push(`old ${bytes}`);
      taken[0]!.giveBack();
      bench.queue.credit(bench.ticket('a'), 1);
      leaseOf(await bench.take(1), 'a').onCredit = (bytes) => credits.push(`current ${bytes}`);
      bench.queue.credit(bench.ticket('a'), 2);
      expect(credits).toEqual(['current 2']);
    });

    it('goes nowhere when the item has ended, is of another queue, or nobody listens', async () => {
      const batch = await run('a b');
      const other = new QueueBench();
      other.submit('x', { streamIdleMs });
      const credits: number[] = [];
      leaseOf(batch, 'a').onCredit = (bytes) => credits.push(bytes);
      bench.queue.credit(other.ticket('x'), 1);
      bench.queue.credit(bench.ticket('b'), 2);
      leaseOf(batch, 'a').done(undefined);
      bench.queue.credit(bench.ticket('a'), 3);
      expect(credits).toEqual([]);
    });
  });

  describe('that has had a chunk is never run again', () => {
    it.each<[string, (batch: TestBatch) => void, string]>([
      ['the worker crashes', (batch) => batch.crashed('killed', false), 'worker_crashed'],
      ['the batch fails', (batch) => batch.failed(new Error('predict')), 'predict'],
      ['its worker is taken away', (batch) => batch.giveBack(), 'worker_crashed'],
    ])('when %s', async (_, end, code) => {
      const batch = await run('a b');
      leaseOf(batch, 'a').chunk('1');
      end(batch);
      expect(bench.outcomes).toEqual({ a: [code] });
      expect(namesOf(await bench.take(8))).toBe('b');
    });

    it('but one that has had none is', async () => {
      (await run('a')).crashed('self', false);
      const again = await bench.take(1);
      leaseOf(again, 'a').chunk('1');
      leaseOf(again, 'a').done(undefined);
      expect([bench.chunks, bench.outcomes]).toEqual([{ a: ['1'] }, { a: ['end'] }]);
    });
  });

  it('goes on in a queue that is closed, and breaks with its worker for the true reason', async () => {
    const batch = await run('a b c');
    leaseOf(batch, 'a').chunk('1');
    leaseOf(batch, 'b').chunk('1');
    bench.queue.close(new Error('closed'));
    leaseOf(batch, 'a').chunk('2');
    leaseOf(batch, 'a').done(undefined);
    batch.crashed('self', false);
    expect(bench.chunks['a']).toEqual(['1', '2']);
    expect(bench.outcomes).toEqual({ a: ['end'], b: ['worker_crashed'], c: ['closed'] });
  });
});
