import { describe, expect, it } from '@jest/globals';
import { window } from '#batching';
import { leaseOf, namesOf, QueueBench, type TestBatch } from '../queue-bench.spec.helper.js';
import type { WorkQueueOptions } from '../work-queue.options.js';

/** The session of an item is the first letter of its name; those that begin with a dash have none. */
function benchOf(options: WorkQueueOptions<string> = {}, max = 100): QueueBench {
  const keyOf = (name: string): string => (name.startsWith('-') ? '' : name.charAt(0));
  return new QueueBench({ sessions: { keyOf, idleMs: 1000, max }, ...options });
}

function finish(batch: TestBatch): void {
  for (const lease of batch.leases) lease.done('ok');
}

/** A bench on which the worker keeps these sessions, idle. */
async function keeping(names: string, worker: number): Promise<QueueBench> {
  const bench = benchOf();
  bench.submit(names);
  finish(await bench.take(10, { worker }));
  return bench;
}

const lost = (bench: QueueBench, worker: number): void => bench.queue.sessions?.lost(worker);

describe('the items of a session', () => {
  it('run one after the other, in the order they came, whatever their priority', async () => {
    const bench = benchOf();
    bench.submit('a1', { priority: 'low' });
    bench.submit('a2 a3', { priority: 'high' });
    const slots = [bench.ask(4), bench.ask(4)];
    await bench.turn();
    expect(slots.map((slot) => slot.names())).toEqual(['a1', '-']);
    expect(bench.queue.stats()).toMatchObject({ waiting: 2, leased: 1 });
    finish(slots[0]!.batch!);
    await bench.turn();
    expect(slots[1]!.names()).toBe('a2');
  });

  it('stay with the worker that had the first, and share batches there', async () => {
    const bench = await keeping('a1 b1', 1);
    const other = bench.ask(4, { worker: 2 });
    bench.submit('a2 b2');
    await bench.turn();
    expect(other.names()).toBe('-');
    expect(namesOf(await bench.take(4, { worker: 1 }))).toBe('a2,b2');
    bench.submit('c1');
    await bench.turn();
    expect(other.names()).toBe('c1');
  });

  it('have no more rights than others: who came first goes first', async () => {
    const bench = await keeping('a1', 1);
    bench.submit('-x');
    bench.clock.advance(1);
    bench.submit('a2');
    expect(bench.queue.head(1)?.id).toBe(bench.ticket('-x').id);
    expect(namesOf(await bench.take(4, { worker: 1 }))).toBe('-x');
    expect(bench.queue.head(2)).toBeUndefined();
    expect(bench.queue.head(1)?.id).toBe(bench.ticket('a2').id);
    expect(namesOf(await bench.take(4, { worker: 1 }))).toBe('a2');
  });

  it('wait for one whose caller has gone until its slot is done with it', async () => {
    const bench = benchOf();
    bench.submit('a1 a2');
    const batch = await bench.take(1);
    bench.cancel('a1');
    const next = bench.ask(1);
    await bench.turn();
    expect(next.names()).toBe('-');
    leaseOf(batch, 'a1').done('late');
    await bench.turn();
    expect(next.names()).toBe('a2');
  });

  it('may leave while they wait, and be given back', async () => {
    const bench = benchOf();
    bench.submit('a1 a2 a3');
    bench.cancel('a2');
    const batch = await bench.take(1, { worker: 1 });
    batch.giveBack();
    expect(namesOf(await bench.take(1, { worker: 1 }))).toBe('a1');
    expect(bench.queue.stats()).toMatchObject({ waiting: 1, cancelled: 1 });
  });

  it('wait for company within their lane', async () => {
    const bench = benchOf({ strategy: window() });
    bench.submit('a1 b1');
    finish(await bench.take(2, { worker: 1, waitMs: 20 }));
    const slot = bench.ask(2, { worker: 1, waitMs: 20 });
    bench.submit('a2');
    await bench.turn();
    bench.clock.advance(10);
    expect(slot.names()).toBe('-');
    bench.submit('b2');
    await bench.turn();
    expect(slot.names()).toBe('a2,b2');
  });

  it('fail with their batch and are not run again; others are', async () => {
    const bench = benchOf();
    bench.submit('a1 -x -y');
    (await bench.take(3)).failed(new Error('bad batch'));
    expect(bench.outcomes).toEqual({ a1: ['bad batch'] });
    expect(bench.queue.stats()).toMatchObject({ waiting: 2, retried: 2 });
  });

  it('all fail when the queue is closed, and none is set going by that', async () => {
    const bench = benchOf();
    const slots = [bench.ask(1), bench.ask(1)];
    bench.submit('a1 a2 b1 b2');
    bench.queue.close(new Error('closed'));
    await bench.turn();
    expect(bench.outcomes).toEqual({ a1: ['closed'], a2: ['closed'], b1: ['closed'], b2: ['closed'] });
    expect(slots.map((slot) => slot.names())).toEqual(['-', '-']);
  });
});

describe('a session', () => {
  it('ends when it has been idle, and its next item may go anywhere', async () => {
    const bench = await keeping('a1', 1);
    bench.clock.advance(999);
    bench.submit('a2');
    finish(await bench.take(1, { worker: 1 }));
    bench.clock.advance(1001);
    bench.submit('a3');
    expect(namesOf(await bench.take(1, { worker: 2 }))).toBe('a3');
  });

  it('is not idle while an item runs or waits', async () => {
    const bench = await keeping('a1', 1);
    bench.submit('a2 a3');
    bench.clock.advance(5000);
    const batch = await bench.take(1, { worker: 1 });
    bench.clock.advance(5000);
    finish(batch);
    expect(bench.queue.head(2)).toBeUndefined();
    finish(await bench.take(1, { worker: 1 }));
  });

  it('of which nothing ever ran leaves nothing behind', () => {
    const bench = benchOf({}, 1);
    bench.submit('a1');
    bench.cancel('a1');
    bench.submit('b1');
    expect(() => bench.submit('c1')).toThrow('Too many sessions are open');
    expect(() => bench.submit('-x')).not.toThrow();
    expect(bench.queue.stats()).toMatchObject({ rejected: 1, waiting: 2 });
  });

  it('whose key is long is found by its hash', async () => {
    const bench = new QueueBench({ sessions: { keyOf: (name) => name.slice(0, 500), idleMs: 1000, max: 9 } });
    const key = 'k'.repeat(500);
    bench.submit(`${key}1 ${key}2 ${key.slice(1)}x`);
    expect(namesOf(await bench.take(9))).toBe(`${key}1,${key.slice(1)}x`);
  });
});

describe('a worker that is lost', () => {
  it('takes the running and the waiting items of its sessions with it, then the keys are free', async () => {
    const bench = benchOf();
    bench.submit('a1 a2 -x');
    const batch = await bench.take(4, { worker: 1 });
    batch.started();
    lost(bench, 1);
    batch.crashed('killed', false);
    expect(bench.outcomes).toEqual({ a1: ['session_lost'], a2: ['session_lost'] });
    bench.submit('a3');
    const next = await bench.take(4, { worker: 2 });
    expect(namesOf(next)).toBe('-x');
    expect(namesOf(await bench.take(4, { worker: 2 }))).toBe('a3');
  });

  it('is told to an idle session with its next item, once, unless it would have ended by then', async () => {
    const bench = await keeping('a1 b1', 1);
    lost(bench, 1);
    expect(() => bench.submit('a2')).toThrow('start a new one');
    bench.submit('a3');
    expect(namesOf(await bench.take(4, { worker: 1 }))).toBe('a3');
    bench.clock.advance(1001);
    bench.submit('b2');
    expect(namesOf(await bench.take(4, { worker: 2 }))).toBe('b2');
  });

  it('asks for nothing any more', async () => {
    const bench = await keeping('a1', 1);
    const slot = bench.ask(4, { worker: 1 });
    lost(bench, 1);
    await bench.turn();
    expect([slot.answered, slot.names()]).toEqual([true, '-']);
  });

  it('leaves alone what belongs to others', async () => {
    const bench = await keeping('a1', 1);
    bench.submit('b1');
    const other = await bench.take(1, { worker: 2 });
    lost(bench, 1);
    finish(other);
    expect(bench.outcomes).toEqual({ a1: ['ok'], b1: ['ok'] });
    expect(bench.clock.running).toBe(1);
    bench.clock.advance(2500);
    expect(bench.clock.running).toBe(0);
  });
});

describe('a worker that retires', () => {
  /** Whether its sessions have ended by now. */
  const retire = (bench: QueueBench, worker: number): { over: boolean } => {
    const state = { over: false };
    void bench.queue.sessions?.retire(worker).then(() => (state.over = true));
    return state;
  };

  it('takes no new keys and serves those it has until they have ended', async () => {
    const bench = await keeping('a1', 1);
    const slot = bench.ask(4, { worker: 1 });
    const retiring = retire(bench, 1);
    bench.submit('b1 -x a2');
    await bench.turn();
    expect(slot.names()).toBe('a2');
    bench.clock.advance(500);
    finish(slot.batch!);
    await bench.turn();
    expect(retiring.over).toBe(false);
    expect(namesOf(await bench.take(4, { worker: 2 }))).toBe('b1,-x');
    expect(bench.ask(4, { worker: 1 }).names()).toBe('-');
  });

  it('is free at once without sessions, else when the last has ended or at the time an idle one would have', async () => {
    const bench = await keeping('a1 b1', 1);
    finish(await (bench.submit('c1'), bench.take(1, { worker: 2 })));
    const [none, idle] = [retire(bench, 3), retire(bench, 2)];
    bench.clock.advance(400);
    const busy = retire(bench, 1);
    bench.submit('a2');
    await bench.turn();
    expect([none.over, idle.over, busy.over]).toEqual([true, false, false]);
    bench.clock.advance(601);
    await bench.turn();
    expect([idle.over, busy.over]).toEqual([true, false]);
    bench.clock.advance(400);
    await bench.turn();
    expect(busy.over).toBe(true);
    lost(bench, 1);
    expect(bench.outcomes).toMatchObject({ a2: ['session_lost'] });
  });
});
