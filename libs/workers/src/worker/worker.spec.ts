import { describe, expect, it } from '@jest/globals';
import { FakeBatch } from '../testing/fake-batch.js';
import { bytes, type FakeLink } from '../testing/fake-link.js';
import { begin, beginReady, GRACE_MS, lastRun, outcomes } from '../testing/worker-scene.js';
import type { WorkerState } from './worker-state.js';

describe('a run', () => {
  it('hands each item its own outcome, whatever their order', async () => {
    const { worker, link } = beginReady();
    const batch = new FakeBatch('a', 'b', 'c');
    const run = worker.send(0, batch);
    run?.start();
    const sent = lastRun(link);
    expect(sent).toMatchObject({ type: 'run', endpoint: 0 });
    expect(sent.items.map((item) => item.args.json)).toEqual(['["a"]', '["b"]', '["c"]']);

    const [a, b, c] = sent.items.map((item) => item.lease) as [number, number, number];
    const value = { tree: 1, sections: [] };
    link.answer(sent, [
      { kind: 'error', lease: c, error: { name: 'Error', message: 'bad item' } },
      { kind: 'value', lease: b, value },
      bytes(a),
    ]);
    await run?.finished;
    expect(batch.leases.map((lease) => lease.outcomes)).toEqual([
      ['done: bytes'],
      ['done: value'],
      ['fail: bad item'],
    ]);
    expect(batch.calls).toEqual(['started']);
  });

  it('numbers items by itself: leases of two endpoints may have equal ids', () => {
    const { worker, link } = beginReady({}, {});
    worker.send(0, new FakeBatch('a'));
    worker.send(1, new FakeBatch('b'));
    const numbers = link.runs.flatMap((run) => run.items.map((item) => item.lease));
    expect(new Set(numbers).size).toBe(2);
  });

  it('fails an item the worker forgot', () => {
    const { worker, link } = beginReady();
    const batch = new FakeBatch('a', 'b');
    worker.send(0, batch);
    link.answer(lastRun(link), [bytes(lastRun(link).items[0]!.lease)]);
    expect(outcomes(batch)).toEqual(['done: bytes', 'fail: Internal server error']);
  });

  it('ignores second answers, and items it does not know', () => {
    const { worker, link } = beginReady();
    const batch = new FakeBatch('a');
    worker.send(0, batch);
    const sent = lastRun(link);
    link.answer(sent, [bytes(999), bytes(sent.items[0]!.lease), bytes(sent.items[0]!.lease)]);
    link.answer(sent);
    expect(outcomes(batch)).toEqual(['done: bytes']);
  });

  it('fails as a whole when the worker says so', async () => {
    const { worker, link } = beginReady();
    const batch = new FakeBatch('a', 'b');
    const run = worker.send(0, batch);
    link.events.message({
      type: 'failed',
      batch: lastRun(link).batch,
      error: { name: 'Error', message: 'predict' },
    });
    await run?.finished;
    expect(batch.calls).toEqual(['started', 'failed: predict']);
    expect(outcomes(batch)).toEqual([]);
  });

  it('fails only the item that cannot cross', () => {
    const { worker, link } = beginReady();
    const batch = new FakeBatch('a', 'uncrossable: a function', 'c');
    worker.send(0, batch);
    expect(lastRun(link).items.map((item) => item.args.json)).toEqual(['["a"]', '["c"]']);
    expect(outcomes(batch)).toEqual(['fail: uncrossable: a function']);
  });

  it('is over at once when none of its items can cross', async () => {
    const { worker, link } = beginReady();
    await worker.send(0, new FakeBatch('uncrossable'))?.finished;
    expect(link.runs).toEqual([]);
  });

  it('fails as a whole when its frame cannot be written', async () => {
    const { worker, link } = beginReady();
    link.run = () => {
      throw new Error('too large');
    };
    const batch = new FakeBatch('a', 'b');
    await worker.send(0, batch)?.finished;
    expect(batch.calls).toEqual(['failed: too large']);
  });

  it('is not begun by a worker that is not ready', () => {
    const { worker, link } = begin();
    const batch = new FakeBatch('a');
    expect(worker.send(0, batch)).toBeUndefined();
    expect(batch.calls).toEqual(['given back']);
    expect(link.runs).toEqual([]);
  });
});

describe('cancelling', () => {
  it('tells the worker of all items of a turn at once', async () => {
    const { worker, link, clock } = beginReady();
    const batch = new FakeBatch('a', 'b', 'c');
    worker.send(0, batch);
    batch.leases[0]?.onCancel?.();
    batch.leases[2]?.onCancel?.();
    expect(link.controls).toEqual([]);
    await clock.settle();
    const [a, , c] = lastRun(link).items.map((item) => item.lease);
    expect(link.controls).toEqual([{ litserve: 'cancel', leases: [a, c] }]);
  });

  it('does not tell of an item that has its outcome', () => {
    const { worker, link } = beginReady();
    const batch = new FakeBatch('a');
    worker.send(0, batch);
    link.answer(lastRun(link));
    expect(batch.leases[0]?.onCancel).toBeUndefined();
  });
});

describe('the death of a worker', () => {
  it.each<[string, (link: FakeLink) => void, string]>([
    ['its own exit', (link) => link.exit(1), 'crashed: self'],
    ['a segmentation fault', (link) => link.exit(null, 'SIGSEGV'), 'crashed: self'],
    ['an operator or the OOM killer', (link) => link.exit(null, 'SIGKILL'), 'crashed: killed'],
    ['bytes that broke the protocol', (link) => link.exit(null, 'SIGKILL', 'bad frame'), 'crashed: self'],
  ])('by %s', async (_, die, call) => {
    const { worker, link, states } = beginReady();
    const batch = new FakeBatch('a');
    worker.send(0, batch)?.start();
    die(link);
    await worker.exited;
    expect(batch.calls).toEqual(['started', call]);
    expect(states).toEqual(['ready', 'dead']);
  });

  it('gives back what it had not begun with', () => {
    const { worker, link } = beginReady();
    const [running, prefetched] = [new FakeBatch('a'), new FakeBatch('b')];
    worker.send(0, running)?.start();
    worker.send(0, prefetched);
    link.exit(1);
    expect(running.calls).toEqual(['started', 'crashed: self']);
    expect(prefetched.calls).toEqual(['given back']);
  });

  it('is in company when other batches ran in it', () => {
    const { worker, link } = beginReady();
    const batches = [new FakeBatch('a'), new FakeBatch('b')];
    for (const batch of batches) worker.send(0, batch)?.start();
    link.exit(1);
    for (const { calls } of batches) expect(calls).toEqual(['started', 'crashed: self, in company']);
  });

  it('is told before the batches are, so that nobody sends it another', () => {
    const { worker, link } = beginReady();
    const batch = new FakeBatch('a');
    const states: WorkerState[] = [];
    batch.giveBack = () => states.push(worker.state);
    worker.send(0, batch);
    link.exit(1);
    expect(states).toEqual(['dead']);
  });
});

describe('an overdue run', () => {
  const timeoutMs = 1000;

  it('has its worker killed when the main thread is stuck, and it is to blame', async () => {
    const { worker, link, clock } = beginReady({ timeoutMs });
    const batch = new FakeBatch('a');
    worker.send(0, batch)?.start();
    link.stuckFor = GRACE_MS;
    await clock.advance(timeoutMs + GRACE_MS - 1);
    expect(link.signals).toEqual([]);
    await clock.advance(1);
    expect(link.signals).toEqual(['SIGKILL']);
    expect(worker.killedFor).toBe('stuck');
    expect(batch.calls).toEqual(['started', 'crashed: self']);
  });

  it('has its worker killed when not even the watchdog answers', async () => {
    const { worker, link, clock } = beginReady({ timeoutMs });
    worker.send(0, new FakeBatch('a'))?.start();
    link.stuckMs = () => new Promise(() => {});
    await clock.advance(timeoutMs + 2 * GRACE_MS - 1);
    expect(link.signals).toEqual([]);
    await clock.advance(1);
    expect(worker.killedFor).toBe('stuck');
    expect(clock.pending).toBe(0);
  });

  it("has its worker replaced when it turns; that is nobody's fault", async () => {
    const { worker, link, clock } = beginReady({ timeoutMs });
    const batch = new FakeBatch('a');
    worker.send(0, batch)?.start();
    await clock.advance(timeoutMs + GRACE_MS);
    expect(worker.killedFor).toBe('overdue');
    expect(link.signals).toEqual(['SIGKILL']);
    expect(batch.calls).toEqual(['started', 'given back']);
  });

  it('waits for the others that run in the same worker, and takes no more meanwhile', async () => {
    const { worker, link, clock } = beginReady({ timeoutMs }, {});
    worker.send(0, new FakeBatch('a'))?.start();
    const innocent = new FakeBatch('b');
    worker.send(1, innocent)?.start();
    await clock.advance(timeoutMs + GRACE_MS);
    expect(worker.state).toBe('stopping');
    expect(link.signals).toEqual([]);
    link.answer(lastRun(link));
    expect(outcomes(innocent)).toEqual(['done: bytes']);
    expect(worker.killedFor).toBe('overdue');
  });

  it('is not watched for when it has ended, has not begun, or has no deadline', async () => {
    const { worker, link, clock } = beginReady({ timeoutMs }, {});
    worker.send(0, new FakeBatch('a'))?.start();
    link.answer(lastRun(link));
    worker.send(0, new FakeBatch('not begun'));
    worker.send(1, new FakeBatch('no deadline'))?.start();
    expect(clock.pending).toBe(0);
    await clock.advance(1_000_000);
    expect(worker.state).toBe('ready');
  });

  it('is not killed for being stuck for a moment only', async () => {
    const { worker, link, clock } = beginReady({ timeoutMs }, {});
    worker.send(0, new FakeBatch('a'))?.start();
    worker.send(1, new FakeBatch('b'))?.start();
    link.stuckFor = 600;
    await clock.advance(timeoutMs + GRACE_MS);
    expect(link.signals).toEqual([]);
  });
});

describe('stopping', () => {
  const draining = new Error('draining');

  it('lets what runs finish, asks the worker to stop and waits for its exit', async () => {
    const { worker, link, clock, states } = beginReady();
    const batch = new FakeBatch('a');
    worker.send(0, batch)?.start();
    let isOver = false;
    const stopped = worker.stop(10_000, draining).then(() => (isOver = true));
    await clock.advance(5000);
    expect(link.controls).toEqual([]);
    link.answer(lastRun(link));
    await clock.settle();
    expect(link.controls).toEqual([{ litserve: 'stop' }]);
    expect(isOver).toBe(false);
    link.exit(0);
    await stopped;
    expect(states).toEqual(['ready', 'stopping', 'dead']);
    expect(clock.pending).toBe(0);
    expect(outcomes(batch)).toEqual(['done: bytes']);
  });

  it('gives up what has not finished in time, and leaves its hooks a moment to end by themselves', async () => {
    const { worker, link, clock } = beginReady();
    const batch = new FakeBatch('a', 'b');
    worker.send(0, batch)?.start();
    const stopped = worker.stop(10_000, draining);
    await clock.advance(10_000);
    expect(outcomes(batch)).toEqual(['fail: draining', 'fail: draining']);
    expect(link.controls).toEqual([{ litserve: 'stop' }]);
    await clock.advance(GRACE_MS - 1);
    expect(link.signals).toEqual([]);
    await clock.advance(1);
    await stopped;
    expect(worker.killedFor).toBe('gave up');
  });

  it('ends at once when it is cut off', async () => {
    const { worker, link, clock } = beginReady();
    const batch = new FakeBatch('a');
    worker.send(0, batch)?.start();
    const stopped = worker.stop(10_000, draining);
    worker.cutOff(draining);
    expect(outcomes(batch)).toEqual(['fail: draining']);
    expect(link.signals).toEqual(['SIGKILL']);
    await stopped;
    expect(clock.pending).toBe(0);
  });

  it('kills a worker that does not stop', async () => {
    const { worker, link, clock } = beginReady();
    const stopped = worker.stop(0, draining);
    await clock.advance(GRACE_MS - 1);
    expect(link.signals).toEqual([]);
    await clock.advance(1);
    await stopped;
    expect(worker.killedFor).toBe('did not stop');
  });
});

describe('health', () => {
  it('is what the worker says; those who ask meanwhile share the answer', async () => {
    const { worker, link, clock } = beginReady();
    const asked = [worker.health(100), worker.health(100)];
    expect(link.controls).toHaveLength(1);
    link.events.control({ litserve: 'health', id: 1, healthy: false, detail: 'no GPU' });
    expect(await Promise.all(asked)).toMatchObject([
      { healthy: false, detail: 'no GPU' },
      { healthy: false },
    ]);
    await clock.settle();
    expect(clock.pending).toBe(0);
  });

  it('fails when an idle worker does not answer in time', async () => {
    const { worker, clock } = beginReady();
    const asked = worker.health(100);
    await clock.advance(100);
    expect(await asked).toEqual({ healthy: false, detail: 'no answer within 100 ms' });
  });

  it('stays as it was while the worker is busy', async () => {
    const { worker, clock } = beginReady();
    worker.send(0, new FakeBatch('a'))?.start();
    const asked = worker.health(100);
    await clock.advance(100);
    expect(await asked).toEqual({ healthy: true, detail: 'busy' });
  });

  it('fails when the worker goes, and before it is ready', async () => {
    const { worker, link } = begin();
    expect(await worker.health(100)).toEqual({ healthy: false, detail: 'starting' });
    link.ready();
    const asked = worker.health(100);
    link.exit(1);
    expect(await asked).toMatchObject({ healthy: false });
  });
});
