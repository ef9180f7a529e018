import { describe, expect, it } from '@jest/globals';
import { leaseOf, namesOf, QueueBench } from './queue-bench.spec.helper.js';

/** Whether it has resolved by now. */
function watched(promise: Promise<void>): { isDone: boolean } {
  const watch = { isDone: false };
  void promise.then(() => (watch.isDone = true));
  return watch;
}

describe('draining', () => {
  it('refuses newcomers, takes what is owed, and runs what waits', async () => {
    const bench = new QueueBench();
    bench.submit('a');
    bench.queue.drain(new Error('draining'));
    expect(() => bench.submit('b')).toThrow('draining');
    bench.submit('c', { isOwed: true });
    expect(namesOf(await bench.take(4))).toBe('a,c');
    expect(bench.queue.stats()).toMatchObject({ submitted: 2, rejected: 1, failed: 0 });
  });

  it('leaves the limit of the queue in force for what is owed', () => {
    const bench = new QueueBench({ maxQueueSize: 1 });
    bench.submit('a');
    bench.queue.drain(new Error('draining'));
    expect(() => bench.submit('b', { isOwed: true })).toThrow(
      expect.objectContaining({ code: 'queue_full' }),
    );
  });

  it('runs what failed with others again', async () => {
    const bench = new QueueBench();
    bench.submit('a b');
    const batch = await bench.take(2);
    batch.started();
    bench.queue.drain(new Error('draining'));
    batch.failed(new Error('no batch'));
    expect(namesOf(await bench.take(2))).toBe('a');
  });

  it('ends with open, as being closed does', () => {
    const bench = new QueueBench();
    bench.queue.drain(new Error('draining'));
    bench.queue.close(new Error('closed'));
    expect(() => bench.submit('a', { isOwed: true })).toThrow('closed');
    bench.queue.open();
    bench.submit('b');
    expect(bench.queue.stats().waiting).toBe(1);
  });
});

describe('idle', () => {
  it('is a queue without anything', async () => {
    const bench = new QueueBench();
    const idle = watched(bench.queue.idle());
    await bench.turn();
    expect(idle.isDone).toBe(true);
  });

  it('is a queue from which all have gone, however they went', async () => {
    const bench = new QueueBench();
    bench.submit('done failed cancelled expired', { timeoutMs: 100 });
    const idle = watched(bench.queue.idle());
    const again = watched(bench.queue.idle());
    const batch = await bench.take(2);
    leaseOf(batch, 'done').done('x');
    leaseOf(batch, 'failed').fail(new Error('x'));
    bench.cancel('cancelled');
    await bench.turn();
    expect([idle.isDone, again.isDone]).toEqual([false, false]);
    bench.clock.advance(100);
    await bench.turn();
    expect([idle.isDone, again.isDone]).toEqual([true, true]);
  });

  it('is none while a slot is not done with an item whose caller has gone', async () => {
    const bench = new QueueBench();
    bench.submit('a');
    const batch = await bench.take(1);
    const idle = watched(bench.queue.idle());
    bench.cancel('a');
    await bench.turn();
    expect(idle.isDone).toBe(false);
    leaseOf(batch, 'a').done('late');
    await bench.turn();
    expect(idle.isDone).toBe(true);
  });

  it('is none while what was given back or has failed together waits to run again', async () => {
    const bench = new QueueBench();
    bench.submit('a b');
    const idle = watched(bench.queue.idle());
    (await bench.take(2)).giveBack();
    await bench.turn();
    const batch = await bench.take(2);
    batch.started();
    batch.failed(new Error('x'));
    await bench.turn();
    for (const name of ['a', 'b']) {
      expect(idle.isDone).toBe(false);
      leaseOf(await bench.take(1), name).done(name);
    }
    await bench.turn();
    expect(idle.isDone).toBe(true);
  });
});
