import { beforeEach, describe, expect, it } from '@jest/globals';
import type { BatchingStrategy } from '#batching';
import { map } from 'rxjs';
import { leaseOf, namesOf, QueueBench } from './queue-bench.spec.helper.js';

/** Cuts at once, so that items wait in cuts. */
const eager: BatchingStrategy = (waiting) => () =>
  waiting.arrivals.pipe(map(() => ({ tickets: waiting.peek(8), why: 'custom' as const })));

describe('exactly one outcome', () => {
  let bench: QueueBench;

  beforeEach(() => {
    bench = new QueueBench();
  });

  describe('a caller that goes', () => {
    it('takes a waiting item out, which is never dispatched', async () => {
      bench.submit('a b');
      bench.cancel('a');
      bench.cancel('a');
      expect(bench.queue.stats()).toMatchObject({ waiting: 1, cancelled: 1 });
      expect(namesOf(await bench.take(2))).toBe('b');
      expect(bench.outcomes).toEqual({});
    });

    it('takes an item out of its cut, and an empty cut out of the line', async () => {
      bench = new QueueBench({ strategy: eager });
      bench.submit('a b');
      await bench.turn();
      bench.submit('c');
      await bench.turn();
      expect(bench.queue.head()).toBe(bench.ticket('a'));
      bench.cancel('a');
      expect(bench.queue.head()).toBe(bench.ticket('b'));
      bench.cancel('b');
      expect(bench.queue.stats()).toMatchObject({ waiting: 1, cancelled: 2 });
      expect(namesOf(await bench.take(2))).toBe('c');
    });

    it('is told to a leased item once; its slot stays taken and its outcome is late', async () => {
      bench.submit('a b');
      const batch = await bench.take(2);
      const lease = leaseOf(batch, 'a');
      let told = 0;
      lease.onCancel = () => told++;
      bench.cancel('a');
      bench.cancel('a');
      expect(told).toBe(1);
      expect(bench.queue.stats()).toMatchObject({ leased: 2, cancelled: 1, late: 0 });
      lease.done('A');
      expect(bench.outcomes).toEqual({});
      expect(bench.queue.stats()).toMatchObject({ leased: 1, completed: 0, late: 1 });
    });

    it('is told to a slot that got the item just before', async () => {
      bench.submit('a');
      const slot = bench.ask(1);
      bench.cancel('a');
      await bench.turn();
      let told = 0;
      if (slot.batch) leaseOf(slot.batch, 'a').onCancel = () => told++;
      expect(told).toBe(1);
    });

    it('is nobody when the ticket is of another queue, or a copy', () => {
      bench.submit('a');
      const other = new QueueBench();
      other.submit('x');
      bench.queue.cancel(other.ticket('x'));
      bench.queue.cancel({ ...bench.ticket('a') });
      expect(bench.queue.stats()).toMatchObject({ waiting: 1, cancelled: 0 });
      expect(other.queue.stats()).toMatchObject({ waiting: 1, cancelled: 0 });
    });
  });

  describe('a slot that settles twice', () => {
    it('is heard once', async () => {
      bench.submit('a');
      const batch = await bench.take(1);
      batch.started();
      leaseOf(batch, 'a').done('A');
      leaseOf(batch, 'a').done('A again');
      leaseOf(batch, 'a').fail(new Error('after all'));
      batch.failed(new Error('after all'));
      batch.crashed('self', false);
      expect(bench.outcomes).toEqual({ a: ['A'] });
      expect(bench.queue.stats()).toMatchObject({ leased: 0, completed: 1, failed: 0, late: 2, waiting: 0 });
    });

    it('is not heard for a lease it gave back, while another slot has the item', async () => {
      bench.submit('a');
      const old = await bench.take(1);
      old.giveBack();
      const current = await bench.take(1);
      leaseOf(old, 'a').done('old');
      leaseOf(current, 'a').done('current');
      expect(bench.outcomes).toEqual({ a: ['current'] });
      expect(bench.queue.stats()).toMatchObject({ leased: 0, late: 1 });
    });
  });

  describe('a deadline', () => {
    it('ends a waiting item', () => {
      bench.submit('a', { timeoutMs: 100 });
      bench.submit('b');
      bench.clock.advance(99);
      expect(bench.outcomes).toEqual({});
      bench.clock.advance(1);
      expect(bench.outcomes).toEqual({ a: ['deadline_exceeded'] });
      expect(bench.queue.stats()).toMatchObject({ waiting: 1, expired: 1, failed: 0 });
    });

    it('ends an item in a cut', async () => {
      bench = new QueueBench({ strategy: eager });
      bench.submit('a b', { timeoutMs: 100 });
      await bench.turn();
      bench.clock.advance(100);
      expect(bench.outcomes).toEqual({ a: ['deadline_exceeded'], b: ['deadline_exceeded'] });
      expect(bench.queue.head()).toBeUndefined();
    });

    it('ends a leased item and tells its slot, which stays taken', async () => {
      bench.submit('a', { timeoutMs: 100 });
      bench.clock.advance(40);
      const batch = await bench.take(1);
      const lease = leaseOf(batch, 'a');
      expect(lease.remainingMs()).toBe(60);
      let told = 0;
      lease.onCancel = () => told++;
      bench.clock.advance(60);
      expect(bench.outcomes).toEqual({ a: ['deadline_exceeded'] });
      expect(told).toBe(1);
      expect(bench.queue.stats()).toMatchObject({ leased: 1, expired: 1 });
      batch.started();
      batch.crashed('self', false);
      expect(bench.queue.stats()).toMatchObject({ leased: 0, late: 0, retried: 0 });
    });

    it('says in words how long it was', async () => {
      const told = new Promise<Error>((fail) => {
        const sink = { done: () => undefined, fail };
        bench.queue.submit({ payload: 'a', timeoutMs: 250, priority: 'normal', sink });
      });
      bench.clock.advance(250);
      await expect(told).resolves.toMatchObject({
        message: 'No answer within 250 ms',
        code: 'deadline_exceeded',
      });
    });

    it('loses against a result that was already there when the event loop had stalled', async () => {
      bench.submit('a b', { timeoutMs: 100 });
      const batch = await bench.take(2);
      bench.clock.stall(500);
      bench.clock.advance(0);
      leaseOf(batch, 'a').done('A');
      await bench.turn();
      expect(bench.outcomes).toEqual({ a: ['A'], b: ['deadline_exceeded'] });
    });

    it('does not exist with timeoutMs 0', async () => {
      bench.submit('a');
      expect(bench.clock.scheduled).toBe(0);
      expect((await bench.take(1)).leases[0]?.remainingMs()).toBe(Infinity);
    });
  });

  it('lets go of payload and caller of a settled item, even while its ticket is held', async () => {
    bench.submit('a b c', { timeoutMs: 100 });
    const batch = await bench.take(1);
    const nothing = {
      work: undefined,
      lease: undefined,
      cut: undefined,
      deadlinePosition: -1,
      waitingPosition: -1,
    };
    leaseOf(batch, 'a').done('A');
    expect(bench.ticket('a')).toMatchObject(nothing);
    bench.cancel('b');
    expect(bench.ticket('b')).toMatchObject(nothing);
    expect(bench.ticket('c')).not.toMatchObject(nothing);
    bench.clock.advance(100);
    expect(bench.ticket('c')).toMatchObject(nothing);
  });
});
