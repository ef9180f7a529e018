import { describe, expect, it } from '@jest/globals';
import { CREDIT_STEP_BYTES, type Received, type StreamEvent } from '#wire';
import { FakeBatch } from '../testing/fake-batch.js';
import { chunk, type FakeLink } from '../testing/fake-link.js';
import { beginReady, GRACE_MS, lastRun, outcomes, type WorkerScene } from '../testing/worker-scene.js';
import type { RunningBatch } from './running-batch.js';
import { TAKEN_STEP_EVENTS } from './taken-notice.js';

const timeoutMs = 1000;

/** Streams that run together, and the numbers the worker knows them by. */
interface Running {
  readonly batch: FakeBatch;
  readonly run: RunningBatch<string>;
  readonly items: readonly number[];
  /** The worker tells what some of them have come to. */
  says(...events: StreamEvent<Received>[]): void;
  /** The worker is done with all of them. */
  ends(): void;
}

const begin = (): WorkerScene => beginReady({ stream: true, maxBatchSize: 4, timeoutMs });

function run({ worker, link }: WorkerScene, ...names: string[]): Running {
  const batch = new FakeBatch(...names);
  const running = worker.send(0, batch);
  if (!running) throw new Error('the worker takes nothing');
  running.start();
  const sent = lastRun(link);
  return {
    batch,
    run: running,
    items: sent.items.map((item) => item.lease),
    says: (...events) => link.stream(sent, ...events),
    ends: () => link.answer(sent, []),
  };
}

describe('a run of streams', () => {
  it('hands each its own chunks and its own end, and ends with the result', async () => {
    const streams = run(begin(), 'a', 'b', 'c');
    const [a, b, c] = streams.items as [number, number, number];
    const values = { tree: ['x'], sections: [] };
    streams.says(chunk(a, '1'), { kind: 'values', lease: b, values, size: 3 }, { kind: 'end', lease: b });
    streams.says(chunk(a, '2'), { kind: 'error', lease: c, error: { name: 'Error', message: 'bad' } });
    streams.says(chunk(a, '3'), { kind: 'end', lease: a });
    expect(streams.run.isFinished).toBe(false);
    streams.ends();
    await streams.run.finished;
    expect(streams.batch.leases.map((lease) => lease.outcomes)).toEqual([
      ['chunk: 1', 'chunk: 2', 'chunk: 3', 'done: end'],
      ['chunk-values', 'done: end'],
      ['fail: bad'],
    ]);
    expect(streams.batch.calls).toEqual(['started']);
  });

  it('passes the size of values on, for which credit is given', () => {
    const streams = run(begin(), 'a');
    const given: unknown[] = [];
    streams.batch.leases[0]!.chunk = (part) => given.push(part);
    const values = { tree: ['x'], sections: [] };
    streams.says({ kind: 'values', lease: streams.items[0]!, values, size: 3 });
    expect(given).toEqual([{ kind: 'chunk-values', values, size: 3 }]);
  });

  it('gives nothing to a stream that has ended, nor to one it does not know', () => {
    const streams = run(begin(), 'a');
    const [a] = streams.items as [number];
    streams.says({ kind: 'end', lease: a }, chunk(a, 'late'), chunk(999, 'whose?'));
    streams.says({ kind: 'error', lease: a, error: { name: 'Error', message: 'late' } });
    expect(outcomes(streams.batch)).toEqual(['done: end']);
  });

  it('takes what failed before its first chunk from the result, and fails what the worker forgot', () => {
    const scene = begin();
    const streams = run(scene, 'a', 'b');
    const [a, b] = streams.items as [number, number];
    streams.says(chunk(b, '1'));
    scene.link.answer(lastRun(scene.link), [
      { kind: 'error', lease: a, error: { name: 'Error', message: 'bad input' } },
    ]);
    expect(outcomes(streams.batch)).toEqual(['fail: bad input', 'chunk: 1', 'fail: Internal server error']);
  });

  it.each<[string, (link: FakeLink) => void, string]>([
    ['fails', (link) => fail(link), 'failed: predict'],
    ['crashes', (link) => link.exit(null, 'SIGSEGV'), 'crashed: self'],
  ])('leaves it to the queue what becomes of those that are left when it %s', (_, end, call) => {
    const scene = begin();
    const streams = run(scene, 'a', 'b');
    streams.says(chunk(streams.items[0]!, '1'), { kind: 'end', lease: streams.items[1]! });
    end(scene.link);
    expect(streams.batch.calls).toEqual(['started', call]);
    expect(outcomes(streams.batch)).toEqual(['chunk: 1', 'done: end']);
  });

  function fail(link: FakeLink): void {
    const error = { name: 'Error', message: 'predict' };
    link.events.message({ type: 'failed', batch: lastRun(link).batch, error });
  }
});

it('tells the worker how many events were dealt with, in steps, whoever they were for', async () => {
  const scene = begin();
  const streams = run(scene, 'a');
  const events = Array.from({ length: TAKEN_STEP_EVENTS - 1 }, () => chunk(streams.items[0]!, 'x'));
  streams.says(...events);
  await scene.clock.settle();
  expect(scene.link.controls).toEqual([]);
  streams.ends();
  streams.says(chunk(streams.items[0]!, 'too late'));
  await scene.clock.settle();
  expect(scene.link.controls).toEqual([{ litserve: 'taken', events: TAKEN_STEP_EVENTS }]);
});

describe('credit', () => {
  it('is told to the worker once a turn, in steps', async () => {
    const scene = begin();
    const { batch, items } = run(scene, 'a', 'b', 'c');
    const [a, b, c] = batch.leases;
    a?.onCredit?.(CREDIT_STEP_BYTES - 1);
    b?.onCredit?.(CREDIT_STEP_BYTES);
    b?.onCredit?.(CREDIT_STEP_BYTES + 5);
    c?.onCredit?.(1);
    await scene.clock.settle();
    expect(scene.link.controls).toEqual([
      { litserve: 'credit', credits: [[items[1], 2 * CREDIT_STEP_BYTES + 5]] },
    ]);
    a?.onCredit?.(1);
    await scene.clock.settle();
    expect(scene.link.controls[1]).toEqual({ litserve: 'credit', credits: [[items[0], CREDIT_STEP_BYTES]] });
  });

  it('is not for a stream that has ended', () => {
    const streams = run(begin(), 'a', 'b');
    streams.says({ kind: 'end', lease: streams.items[0]! });
    const listeners = (): unknown[] => streams.batch.leases.map((lease) => typeof lease.onCredit);
    expect(listeners()).toEqual(['undefined', 'function']);
    streams.ends();
    expect(listeners()).toEqual(['undefined', 'undefined']);
  });
});

describe('an overdue run of streams', () => {
  it('is one that has brought nobody a chunk in time, as any other run', async () => {
    const scene = begin();
    run(scene, 'a');
    await scene.clock.advance(timeoutMs + GRACE_MS - 1);
    expect(scene.worker.state).toBe('ready');
    await scene.clock.advance(1);
    expect(scene.worker.killedFor).toBe('overdue');
  });

  it('is none while one of its streams is wanted, however long it takes', async () => {
    const scene = begin();
    const streams = run(scene, 'a', 'b');
    streams.says(chunk(streams.items[0]!, '1'));
    streams.batch.leases[1]?.onCancel?.();
    await scene.clock.advance(1e9);
    expect(scene.worker.state).toBe('ready');
    expect(scene.clock.pending).toBe(0);
  });

  it.each<[string, number, string]>([
    ['sticks', GRACE_MS, 'stuck'],
    ['turns', 0, 'overdue'],
  ])(
    'is one that does not end after its last caller has gone, and the worker %s',
    async (_, stuckMs, why) => {
      const scene = begin();
      const streams = run(scene, 'a', 'b');
      streams.says(chunk(streams.items[0]!, '1'), chunk(streams.items[1]!, '1'));
      await scene.clock.advance(1e6);
      streams.says({ kind: 'end', lease: streams.items[1]! });
      streams.batch.leases[0]?.onCancel?.();
      scene.link.stuckFor = stuckMs;
      await scene.clock.advance(timeoutMs + GRACE_MS - 1);
      expect([scene.worker.state, streams.run.isFinished]).toEqual(['ready', false]);
      await scene.clock.advance(1);
      expect(scene.worker.killedFor).toBe(why);
      expect(outcomes(streams.batch)).toEqual(['chunk: 1', 'chunk: 1', 'done: end']);
    },
  );

  it('is one that sends its first chunk when nobody waits for it any more', async () => {
    const scene = begin();
    const streams = run(scene, 'a');
    streams.batch.leases[0]?.onCancel?.();
    await scene.clock.advance(timeoutMs);
    streams.says(chunk(streams.items[0]!, 'late'));
    await scene.clock.advance(GRACE_MS);
    expect(scene.worker.killedFor).toBe('overdue');
  });

  it('waits for the streams of others', async () => {
    const scene = begin();
    const abandoned = run(scene, 'a');
    const innocent = run(scene, 'b');
    for (const { says, items } of [abandoned, innocent]) says(chunk(items[0]!, '1'));
    abandoned.batch.leases[0]?.onCancel?.();
    await scene.clock.advance(timeoutMs + GRACE_MS);
    expect([scene.worker.state, scene.link.signals]).toEqual(['stopping', []]);
    innocent.ends();
    expect(scene.worker.killedFor).toBe('overdue');
  });

  it('is none once it has ended', async () => {
    const scene = begin();
    const streams = run(scene, 'a');
    streams.says(chunk(streams.items[0]!, '1'));
    streams.batch.leases[0]?.onCancel?.();
    await scene.clock.advance(timeoutMs + GRACE_MS - 1);
    streams.ends();
    await scene.clock.advance(1e6);
    expect(scene.worker.state).toBe('ready');
  });
});

describe('stopping', () => {
  it('lets streams go on for the grace, then fails them', async () => {
    const scene = begin();
    const streams = run(scene, 'a');
    streams.says(chunk(streams.items[0]!, '1'));
    const stopped = scene.worker.stop(10_000, new Error('draining'));
    await scene.clock.advance(9_999);
    streams.says(chunk(streams.items[0]!, '2'));
    await scene.clock.advance(1);
    expect(outcomes(streams.batch)).toEqual(['chunk: 1', 'chunk: 2', 'fail: draining']);
    // Told to stop, the worker aborts their signals; generators have a moment for their `finally`.
    expect(scene.link.controls.at(-1)).toEqual({ litserve: 'stop' });
    await scene.clock.advance(GRACE_MS);
    await stopped;
    expect(scene.worker.killedFor).toBe('gave up');
  });
});
