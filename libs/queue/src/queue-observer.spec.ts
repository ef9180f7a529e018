import { beforeEach, describe, expect, it } from '@jest/globals';
import { leaseOf, QueueBench } from './queue-bench.spec.helper.js';
import type { QueueObserver, Settlement } from './queue-observer.js';

/** Keeps what it is told. */
class Recorder implements QueueObserver<string> {
  isObserved = true;
  readonly told: Settlement<string>[] = [];

  settled(settlement: Settlement<string>): void {
    this.told.push(settlement);
  }
}

describe('the observer of a queue', () => {
  let recorder: Recorder;
  let bench: QueueBench;
  const take = async () => {
    const batch = await bench.take(8);
    batch.started();
    return batch;
  };

  beforeEach(() => {
    recorder = new Recorder();
    bench = new QueueBench({ observer: recorder, maxQueueSize: 4 });
  });

  it('is told how long an item has waited and taken, the time before its submit included', async () => {
    bench.submit('a', { elapsedMs: 5 });
    bench.clock.advance(20);
    const batch = await take();
    bench.clock.advance(100);
    leaseOf(batch, 'a').done('A');
    expect(recorder.told).toEqual([
      { payload: 'a', outcome: 'completed', error: undefined, queuedMs: 20, totalMs: 125, attempt: 0 },
    ]);
  });

  it('is told of each kind of end, once, with its error', async () => {
    bench.submit('failed cancelled expired', { timeoutMs: 50 });
    const batch = await take();
    leaseOf(batch, 'failed').fail(new Error('bad'));
    bench.cancel('cancelled');
    bench.clock.advance(50);
    for (const name of ['failed', 'cancelled', 'expired']) leaseOf(batch, name).done('late');
    expect(recorder.told.map(({ payload, outcome }) => [payload, outcome])).toEqual([
      ['failed', 'failed'],
      ['cancelled', 'cancelled'],
      ['expired', 'expired'],
    ]);
    expect(recorder.told[0]?.error).toMatchObject({ message: 'bad' });
    expect(recorder.told[2]?.error).toMatchObject({ code: 'deadline_exceeded' });
  });

  it('is told of what was not let in', () => {
    bench.submit('a b c d');
    expect(() => bench.submit('e', { elapsedMs: 3 })).toThrow();
    expect(recorder.told).toMatchObject([
      { payload: 'e', outcome: 'rejected', error: { code: 'queue_full' }, queuedMs: 0, totalMs: 3 },
    ]);
  });

  it('counts the wait until the first lease, and the attempts', async () => {
    bench.submit('a');
    (await take()).crashed('killed', false);
    bench.clock.advance(30);
    leaseOf(await take(), 'a').done('A');
    expect(recorder.told).toMatchObject([{ queuedMs: 0, totalMs: 30, attempt: 1 }]);
  });

  it('is told nothing while it is not observed', async () => {
    recorder.isObserved = false;
    bench.submit('a');
    leaseOf(await take(), 'a').done('A');
    expect([recorder.told, bench.outcomes]).toEqual([[], { a: ['A'] }]);
  });
});
