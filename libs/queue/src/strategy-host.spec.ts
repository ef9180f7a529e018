import { describe, expect, it } from '@jest/globals';
import { bufferTime, type BatchingStrategy, type Cut, type Ticket } from '#batching';
import { first, map, mergeMap, NEVER, startWith, switchMap, take, tap, throwError } from 'rxjs';
import { namesOf, QueueBench } from './queue-bench.spec.helper.js';

const cutOf = (tickets: readonly Ticket[]): Cut => ({ tickets, why: 'custom' });

/** The shortest strategy there is: cuts what is there, empty if nothing is. */
const naive: BatchingStrategy = (waiting) => map(({ room }) => cutOf(waiting.peek(room)));

const pairs: BatchingStrategy = (waiting) => (demands) =>
  demands.pipe(
    mergeMap(() =>
      waiting.arrivals.pipe(
        startWith(undefined),
        first(() => waiting.size >= 2),
      ),
    ),
    map(() => cutOf(waiting.peek(2))),
  );

describe('strategies other than the default', () => {
  it('may be as short as a map: an empty cut is asked for again after the next arrivals', async () => {
    const bench = new QueueBench({ strategy: naive });
    const [slot, next] = [bench.ask(4), bench.ask(4)];
    bench.submit('a b');
    await bench.turn();
    expect([slot.names(), next.names()]).toEqual(['a,b', '-']);
    bench.submit('c');
    await bench.turn();
    expect(next.names()).toBe('c');
  });

  it('may ignore fullOnly: a prefetch gets nothing but what fills it, and is not forgotten', async () => {
    const bench = new QueueBench({ strategy: naive });
    bench.submit('a');
    const prefetch = bench.ask(2, { fullOnly: true });
    const slot = bench.ask(2);
    await bench.turn();
    expect([prefetch.names(), slot.names()]).toEqual(['-', 'a']);
    bench.submit('b c');
    await bench.turn();
    expect(prefetch.names()).toBe('b,c');
  });

  it('may wait for company', async () => {
    const bench = new QueueBench({ strategy: pairs });
    const slots = [bench.ask(4), bench.ask(4)];
    for (const name of ['a', 'b', 'c', 'd']) {
      bench.submit(name);
      await bench.turn();
    }
    expect(slots.map((slot) => slot.names())).toEqual(['a,b', 'c,d']);
  });

  it('may be bufferTime: cuts without demand wait, and keys are kept apart', async () => {
    const bench = new QueueBench({ strategy: bufferTime(5, 3), keyOf: (name) => name.charAt(0) });
    bench.submit('x1 y1 x2 y2');
    await bench.turn();
    expect(bench.queue.stats().waiting).toBe(4);
    bench.clock.advance(5);
    expect(namesOf(await bench.take(4))).toBe('x1,x2');
    expect(namesOf(await bench.take(4))).toBe('y1');
    expect(namesOf(await bench.take(4))).toBe('y2');
  });

  it('may cut more than the room: the rest goes next, before younger cuts', async () => {
    const bench = new QueueBench({ strategy: (waiting) => map(() => cutOf(waiting.peek(5))) });
    bench.submit('a b c d e f');
    expect(namesOf(await bench.take(2))).toBe('a,b');
    expect(namesOf(await bench.take(2))).toBe('c,d');
    expect(namesOf(await bench.take(2))).toBe('e');
    expect(namesOf(await bench.take(2))).toBe('f');
  });

  it('may name tickets that do not wait: foreign, copied, twice, gone or already cut', async () => {
    const seen: Ticket[] = [];
    const other = new QueueBench();
    other.submit('x');
    const careless: BatchingStrategy = (waiting) => (demands) =>
      demands.pipe(
        map(({ room }) => waiting.peek(room)),
        tap((tickets) => seen.push(...tickets)),
        map((tickets) =>
          cutOf([...seen, ...tickets, ...tickets.map((ticket) => ({ ...ticket })), other.ticket('x')]),
        ),
      );
    const bench = new QueueBench({ strategy: careless });
    bench.submit('a b c');
    expect(namesOf(await bench.take(1))).toBe('a');
    bench.cancel('b');
    expect(namesOf(await bench.take(1))).toBe('c');
    expect(other.queue.stats().waiting).toBe(1);
  });

  it('may watch the signal of a demand instead of asking whether it is open', async () => {
    const aborted: boolean[] = [];
    const watching: BatchingStrategy = () => (demands) =>
      demands.pipe(
        tap(({ signal }) => signal.addEventListener('abort', () => aborted.push(true))),
        switchMap(() => NEVER),
      );
    const bench = new QueueBench({ strategy: watching });
    bench.ask(1).abort();
    expect(aborted).toEqual([true]);
  });
});

describe('a strategy that breaks', () => {
  const failing: Record<string, BatchingStrategy> = {
    'throws when it is made': () => {
      throw new Error('broken');
    },
    'fails when it is subscribed': () => () => throwError(() => new Error('broken')),
    'throws on a demand': () =>
      map(() => {
        throw new Error('broken');
      }),
    'throws something that is no error': () => mergeMap(() => throwError(() => 'broken')),
    'throws on arrivals': (waiting) => () =>
      waiting.arrivals.pipe(
        map(() => {
          throw new Error('broken');
        }),
      ),
  };

  it.each(Object.entries(failing))(
    '%s: it is reported, and onDemand serves who has asked',
    async (_, strategy) => {
      const bench = new QueueBench({ strategy });
      const slots = [bench.ask(2), bench.ask(2)];
      bench.submit('a b c');
      await bench.turn();
      await bench.turn();
      expect(slots.map((slot) => slot.names())).toEqual(['a,b', 'c']);
      expect(bench.strategyErrors).toEqual(['broken']);
      bench.submit('d');
      expect(namesOf(await bench.take(1))).toBe('d');
    },
  );

  it('completes: what it cut is not lost', async () => {
    const bench = new QueueBench({
      strategy: (waiting) => () =>
        waiting.arrivals.pipe(
          take(1),
          map((t) => cutOf([t])),
        ),
    });
    bench.submit('a b');
    await bench.turn();
    expect(bench.strategyErrors).toEqual(['The batching strategy has completed']);
    expect(namesOf(await bench.take(4))).toBe('a');
    expect(namesOf(await bench.take(4))).toBe('b');
  });

  it('emits something that is no cut', async () => {
    const bench = new QueueBench({ strategy: () => map(() => ({}) as Cut) });
    const slot = bench.ask(2);
    bench.submit('a b');
    await bench.turn();
    expect(slot.names()).toBe('a,b');
    expect(bench.strategyErrors).toHaveLength(1);
  });
});
