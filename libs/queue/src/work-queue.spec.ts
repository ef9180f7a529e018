import { describe, expect, it } from '@jest/globals';
import { window, type BatchingStrategy, type Cut } from '#batching';
import { map } from 'rxjs';
import { leaseOf, namesOf, QueueBench } from './queue-bench.spec.helper.js';

/** Cuts whether a slot asks or not. */
const oneByOne: BatchingStrategy = (waiting) => () =>
  waiting.arrivals.pipe(map((ticket): Cut => ({ tickets: [ticket], why: 'custom' })));

describe('work queue', () => {
  describe('from submit to done', () => {
    it('gives a waiting slot everything that joined in one turn', async () => {
      const bench = new QueueBench();
      const slot = bench.ask(8);
      bench.submit('a b c');
      expect(slot.answered).toBe(false);
      await bench.turn();
      expect(slot.names()).toBe('a,b,c');
    });

    it('gives a slot that asks later what has gathered, up to its room', async () => {
      const bench = new QueueBench();
      bench.submit('a b c');
      expect(namesOf(await bench.take(2))).toBe('a,b');
      expect(namesOf(await bench.take(2))).toBe('c');
    });

    it('announces arrivals at once when it is told so', async () => {
      const bench = new QueueBench({ defer: (announce) => announce() });
      const slot = bench.ask(1);
      bench.submit('a');
      await Promise.resolve();
      expect(slot.names()).toBe('a');
    });

    it('brings each result to its caller and counts', async () => {
      const bench = new QueueBench();
      bench.submit('a b c');
      const batch = await bench.take(4);
      batch.started();
      leaseOf(batch, 'a').done('A');
      leaseOf(batch, 'b').fail(new Error('bad b'));
      expect(bench.outcomes).toEqual({ a: ['A'], b: ['bad b'] });
      const stats = bench.queue.stats();
      expect(stats).toMatchObject({ submitted: 3, waiting: 0, leased: 1, completed: 1, failed: 1, late: 0 });
      expect([...stats.batchSizes]).toEqual([[3, 1]]);
    });

    it('serves slots in the order they asked, prefetches last and only with a full batch', async () => {
      const bench = new QueueBench();
      const prefetch = bench.ask(2, { fullOnly: true });
      const first = bench.ask(1);
      const second = bench.ask(1);
      bench.submit('a b c');
      await bench.turn();
      expect([first.names(), second.names(), prefetch.names()]).toEqual(['a', 'b', '-']);
      bench.submit('d');
      await bench.turn();
      expect(prefetch.names()).toBe('c,d');
    });

    it('answers nothing to a slot that no longer asks, and gives its items to others', async () => {
      const bench = new QueueBench();
      const gone = bench.ask(4);
      const stays = bench.ask(4);
      gone.abort();
      bench.submit('a');
      await bench.turn();
      expect(gone).toMatchObject({ answered: true, batch: undefined });
      expect(stays.names()).toBe('a');
      const signal = AbortSignal.abort();
      expect(
        await bench.queue.pull({ worker: 1, room: 1, waitMs: 0, fullOnly: false, signal }),
      ).toBeUndefined();
    });

    it('refuses a slot without room', async () => {
      const { signal } = new AbortController();
      const demand = { worker: 1, room: 0, waitMs: 0, fullOnly: false, signal };
      await expect(new QueueBench().queue.pull(demand)).rejects.toThrow('room must be at least 1, got 0');
    });

    it('leaves no listener on the signal of a slot', async () => {
      const bench = new QueueBench();
      const { signal } = new AbortController();
      let listeners = 0;
      const add = signal.addEventListener.bind(signal);
      const remove = signal.removeEventListener.bind(signal);
      signal.addEventListener = (...args: Parameters<typeof add>) => (listeners++, add(...args));
      signal.removeEventListener = (...args: Parameters<typeof remove>) => (listeners--, remove(...args));
      for (const name of ['a', 'b', 'c']) {
        const slot = bench.ask(1, { signal });
        expect(listeners).toBe(1);
        bench.submit(name);
        await bench.turn();
        expect(slot.names()).toBe(name);
        expect(listeners).toBe(0);
      }
    });
  });

  describe('order', () => {
    it('is by arrival plus the penalty of the priority', async () => {
      const bench = new QueueBench();
      bench.submit('low', { priority: 'low' });
      bench.submit('normal');
      bench.submit('high', { priority: 'high' });
      expect(namesOf(await bench.take(3))).toBe('high,normal,low');
    });

    it('is by the rank that was inherited, whatever the priority', async () => {
      const bench = new QueueBench();
      bench.clock.advance(5_000);
      bench.submit('high', { priority: 'high' });
      bench.submit('heir', { priority: 'low', rank: 4_000 });
      bench.submit('last', { priority: 'high', rank: 6_000 });
      expect(namesOf(await bench.take(3))).toBe('heir,high,last');
    });

    it('lets nobody starve: low priority is 8 s behind, not last for ever', async () => {
      const bench = new QueueBench();
      bench.submit('low', { priority: 'low' });
      bench.clock.advance(6_001);
      bench.submit('normal');
      bench.clock.advance(1_999);
      bench.submit('high', { priority: 'high' });
      expect(namesOf(await bench.take(3))).toBe('low,high,normal');
    });

    it('keeps keys apart, the key of the first item first', async () => {
      const bench = new QueueBench({ keyOf: (name) => name.charAt(0) });
      bench.submit('x1 y1 x2 y2');
      expect(bench.queue.head()).toBe(bench.ticket('x1'));
      expect(namesOf(await bench.take(8))).toBe('x1,x2');
      expect(namesOf(await bench.take(8))).toBe('y1,y2');
      expect(bench.queue.head()).toBeUndefined();
    });

    it('is kept by items that were given back', async () => {
      const bench = new QueueBench();
      bench.submit('a b');
      const batch = await bench.take(2);
      bench.submit('c');
      batch.giveBack();
      batch.giveBack();
      const again = await bench.take(4);
      expect(namesOf(again)).toBe('a,b,c');
      expect(again.leases.map(({ ticket }) => ticket.attempt)).toEqual([0, 0, 0]);
      expect(bench.queue.stats()).toMatchObject({ leased: 3, retried: 0 });
    });
  });

  describe('limits', () => {
    it('refuses what is beyond maxQueueSize, items in cuts included', () => {
      const bench = new QueueBench({ maxQueueSize: 3, strategy: oneByOne });
      bench.submit('a b c');
      void bench.turn();
      expect(() => bench.submit('d')).toThrow(
        expect.objectContaining({ code: 'queue_full', retryAfterSeconds: 1 }),
      );
      bench.cancel('a');
      bench.submit('e');
      expect(bench.queue.stats()).toMatchObject({ waiting: 3, rejected: 1, submitted: 4 });
      expect(bench.outcomes).toEqual({});
    });

    it('never refuses items that come back', async () => {
      const bench = new QueueBench({ maxQueueSize: 2 });
      bench.submit('a b');
      const batch = await bench.take(2);
      bench.submit('c d');
      batch.giveBack();
      expect(bench.queue.stats().waiting).toBe(4);
      expect(() => bench.submit('e')).toThrow(expect.objectContaining({ code: 'queue_full' }));
    });

    it('tells how long the backlog takes, as far as it knows', async () => {
      const bench = new QueueBench({ maxQueueSize: 10 });
      bench.submit('a b c d e f g h i j');
      for (let i = 0; i < 3; i++) {
        bench.clock.advance(2_000);
        await bench.take(1);
      }
      bench.submit('k l m');
      // Ten items at one every 2 s.
      expect(() => bench.submit('n')).toThrow(expect.objectContaining({ retryAfterSeconds: 20 }));
    });
  });

  describe('close', () => {
    it('fails what waits, throws at callers, and lets leased items end', async () => {
      const bench = new QueueBench();
      bench.submit('a b');
      const batch = await bench.take(1);
      bench.queue.close(new Error('down'));
      expect(bench.outcomes).toEqual({ b: ['down'] });
      expect(() => bench.submit('c')).toThrow('down');
      leaseOf(batch, 'a').done('A');
      expect(bench.outcomes['a']).toEqual(['A']);
      bench.queue.open();
      bench.submit('d');
      expect(namesOf(await bench.take(1))).toBe('d');
    });

    it('fails what would go back into it', async () => {
      const bench = new QueueBench();
      bench.submit('a b');
      const [first, second] = [await bench.take(1), await bench.take(1)];
      second.started();
      bench.queue.close(new Error('down'));
      first.giveBack();
      second.crashed('self', false);
      expect(bench.outcomes).toEqual({ a: ['down'], b: ['down'] });
    });
  });

  it('schedules nothing at idle', async () => {
    for (const options of [{}, { strategy: window() }]) {
      const bench = new QueueBench(options);
      for (let i = 0; i < 8; i++) bench.ask(4, { waitMs: 5 });
      await bench.turn();
      bench.submit('a b c d');
      await bench.turn();
      expect(bench.clock.scheduled).toBe(0);
    }
  });
});
