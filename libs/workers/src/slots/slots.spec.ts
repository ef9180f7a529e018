import { describe, expect, it } from '@jest/globals';
import type { Batch } from '#queue';
import type { Answer, PoolEndpoint } from '../pool-endpoint.js';
import { anEndpoint, submit, submitAs, type EndpointOptions } from '../testing/an-endpoint.js';
import { VirtualClock } from '../testing/virtual-clock.js';
import { RunningBatch } from '../worker/running-batch.js';
import { runSlots, type RunningSlots } from './run-slots.js';

const outcome = (lease: number) => ({ kind: 'value', lease, value: { tree: null, sections: [] } }) as const;

interface Sent {
  readonly endpoint: string;
  readonly payloads: readonly string[];
  readonly run: RunningBatch<string>;
  /** Gives each item its answer. */
  answer(): void;
}

/** A worker whose batches end when the spec says so, and the slots that feed it. */
class Scene {
  readonly clock = new VirtualClock();
  readonly endpoints: readonly PoolEndpoint<string>[];
  readonly slots: RunningSlots;
  readonly errors: Error[] = [];
  /** Everything that was sent, in order. */
  readonly sent: Sent[] = [];
  isReady = true;

  constructor(...endpoints: EndpointOptions[]) {
    this.endpoints = endpoints.map(anEndpoint);
    const worker = {
      id: 0,
      send: (position: number, batch: Batch<string, Answer>) => this.#send(position, batch),
    };
    this.slots = runSlots(worker, this.endpoints, this.clock, (error) => this.errors.push(error));
  }

  get log(): string[] {
    return this.sent.map(({ endpoint, payloads }) => `${endpoint}: ${payloads.join(' ')}`);
  }

  submit(endpoint: number, ...payloads: string[]): string[] {
    return submit(this.endpoints[endpoint]!, ...payloads);
  }

  settle(): Promise<void> {
    return this.clock.settle();
  }

  #send(position: number, batch: Batch<string, Answer>): RunningBatch<string> | undefined {
    if (!this.isReady) {
      batch.giveBack();
      return undefined;
    }
    const endpoint = this.endpoints[position]!;
    const run = new RunningBatch(this.sent.length, endpoint, batch, 0);
    this.sent.push({
      endpoint: endpoint.assignment.name,
      payloads: batch.leases.map((lease) => lease.payload),
      run,
      answer: () =>
        run.receive({ type: 'result', batch: run.id, outcomes: batch.leases.map((_, i) => outcome(i)) }),
    });
    return run;
  }
}

describe('a slot', () => {
  it('pulls, runs, settles, and pulls again', async () => {
    const scene = new Scene({ maxBatchSize: 4 });
    await scene.settle();
    const answers = scene.submit(0, 'a');
    await scene.settle();
    scene.submit(0, 'b');
    await scene.settle();
    expect(scene.log).toEqual(['api: a']);
    expect(scene.sent[0]?.run.isStarted).toBe(true);
    scene.sent[0]?.answer();
    await scene.settle();
    expect(scene.log).toEqual(['api: a', 'api: b']);
    expect(answers).toEqual(['a']);
  });

  it('does nothing at idle', async () => {
    const scene = new Scene({ maxBatchSize: 4 }, {}, { concurrency: 2 });
    await scene.settle();
    expect(scene.clock.pending).toBe(0);
    expect(scene.endpoints.map(({ queue }) => queue.stats().batchSizes.size)).toEqual([0, 0, 0]);
  });

  it('runs as many at once as the endpoint allows', async () => {
    const scene = new Scene({ concurrency: 2 });
    scene.submit(0, 'a', 'b', 'c');
    await scene.settle();
    expect(scene.log).toEqual(['api: a', 'api: b']);
    scene.sent[1]?.answer();
    await scene.settle();
    expect(scene.log).toEqual(['api: a', 'api: b', 'api: c']);
  });

  it('stops: pulls nothing more, and is done when its batch has finished', async () => {
    const scene = new Scene({ maxBatchSize: 1 });
    scene.submit(0, 'a', 'b');
    await scene.settle();
    scene.slots.stop();
    let isDone = false;
    void scene.slots.done.then(() => (isDone = true));
    await scene.settle();
    expect(isDone).toBe(false);
    scene.sent[0]?.answer();
    await scene.settle();
    expect(isDone).toBe(true);
    expect(scene.log).toEqual(['api: a']);
    expect(scene.endpoints[0]?.queue.stats().waiting).toBe(1);
  });

  it('stops while it waits for work', async () => {
    const scene = new Scene({});
    await scene.settle();
    scene.slots.stop();
    await scene.slots.done;
    scene.submit(0, 'a');
    await scene.settle();
    expect(scene.sent).toEqual([]);
  });

  it('leaves the work in the queue when its worker has just gone', async () => {
    const scene = new Scene({ maxBatchSize: 2 });
    await scene.settle();
    scene.isReady = false;
    scene.submit(0, 'a', 'b', 'c', 'd');
    scene.slots.stop();
    await scene.slots.done;
    expect(scene.endpoints[0]?.queue.stats()).toMatchObject({ waiting: 4, leased: 0 });
  });

  it('tells of a queue that throws, and ends', async () => {
    const endpoint = anEndpoint();
    endpoint.queue.pull = () => Promise.reject(new Error('broken'));
    const scene = new Scene({ queue: endpoint.queue });
    await scene.slots.done;
    expect(scene.errors).toMatchObject([{ message: 'broken' }]);
  });
});

describe('prefetch', () => {
  it('sends the next full batch while a full one runs, and begins it when that has ended', async () => {
    const scene = new Scene({ maxBatchSize: 2 });
    scene.submit(0, 'a', 'b', 'c', 'd', 'e');
    await scene.settle();
    expect(scene.log).toEqual(['api: a b', 'api: c d']);
    expect(scene.sent[1]?.run.isStarted).toBe(false);
    scene.sent[0]?.answer();
    await scene.settle();
    expect(scene.sent[1]?.run.isStarted).toBe(true);
    expect(scene.log).toHaveLength(2);
    scene.sent[1]?.answer();
    await scene.settle();
    expect(scene.log).toEqual(['api: a b', 'api: c d', 'api: e']);
  });

  it('waits for a full batch, and is revoked when the running one ends first', async () => {
    const scene = new Scene({ maxBatchSize: 2 });
    scene.submit(0, 'a', 'b', 'c');
    await scene.settle();
    expect(scene.log).toEqual(['api: a b']);
    scene.sent[0]?.answer();
    await scene.settle();
    expect(scene.log).toEqual(['api: a b', 'api: c']);
  });

  it('takes a batch that fills up while the first runs', async () => {
    const scene = new Scene({ maxBatchSize: 2 });
    scene.submit(0, 'a', 'b', 'c');
    await scene.settle();
    scene.submit(0, 'd');
    await scene.settle();
    expect(scene.log).toEqual(['api: a b', 'api: c d']);
  });

  it('is not for a batch that was not full, nor for batches of one', async () => {
    const half = new Scene({ maxBatchSize: 2 });
    half.submit(0, 'a');
    await half.settle();
    half.submit(0, 'b', 'c');
    const single = new Scene({ maxBatchSize: 1 });
    single.submit(0, 'a', 'b');
    await single.settle();
    await half.settle();
    expect([half.log, single.log]).toEqual([['api: a'], ['api: a']]);
  });

  it('goes on after the last batch of a slot that was stopped', async () => {
    const scene = new Scene({ maxBatchSize: 2 });
    const answers = scene.submit(0, 'a', 'b', 'c', 'd');
    await scene.settle();
    scene.slots.stop();
    for (const sent of scene.sent) {
      sent.answer();
      await scene.settle();
    }
    await scene.slots.done;
    expect(answers).toEqual(['a', 'b', 'c', 'd']);
  });
});

describe('a shared process', () => {
  const two: [EndpointOptions, EndpointOptions] = [
    { name: 'one', maxBatchSize: 2 },
    { name: 'two', maxBatchSize: 2 },
  ];

  it('runs one endpoint at a time, the one whose head has the lowest rank', async () => {
    const scene = new Scene(...two);
    submitAs('low', scene.endpoints[0]!, 'a', 'b', 'c');
    scene.submit(1, 'x');
    await scene.settle();
    expect(scene.log).toEqual(['two: x']);
    scene.sent[0]?.answer();
    await scene.settle();
    expect(scene.log).toEqual(['two: x', 'one: a b']);
  });

  it('cuts no batch in vain while one of two endpoints runs', async () => {
    const scene = new Scene(...two);
    scene.submit(1, 'x');
    submitAs('high', scene.endpoints[0]!, 'a');
    await scene.settle();
    expect(scene.log).toEqual(['one: a']);
    expect(scene.endpoints[1]?.queue.stats().batchSizes).toEqual(new Map());
  });

  it('serves whichever endpoint gets work while it is idle', async () => {
    const scene = new Scene(...two);
    await scene.settle();
    scene.submit(1, 'x');
    await scene.settle();
    scene.sent[0]?.answer();
    await scene.settle();
    scene.submit(0, 'a');
    await scene.settle();
    expect(scene.log).toEqual(['two: x', 'one: a']);
  });

  it('loses nothing when both get work at once', async () => {
    const scene = new Scene(...two);
    await scene.settle();
    const answers = [scene.submit(0, 'a', 'b', 'c'), scene.submit(1, 'x', 'y', 'z')];
    for (let i = 0; i < 10; i++) {
      await scene.settle();
      scene.sent[i]?.answer();
    }
    expect(answers).toEqual([
      ['a', 'b', 'c'],
      ['x', 'y', 'z'],
    ]);
    expect(scene.sent.every(({ run }) => run.isFinished)).toBe(true);
  });

  it('does not prefetch before another endpoint that waits', async () => {
    const scene = new Scene(...two);
    scene.submit(0, 'a', 'b', 'c', 'd');
    scene.submit(1, 'x');
    await scene.settle();
    expect(scene.log).toEqual(['one: a b']);
  });

  it('has as many places as its widest endpoint, each within its own limit', async () => {
    const scene = new Scene({ name: 'narrow' }, { name: 'wide', concurrency: 3 });
    scene.submit(0, 'a', 'b');
    scene.submit(1, 'x', 'y', 'z');
    await scene.settle();
    const running = (name: string): number =>
      scene.sent.filter(({ endpoint, run }) => endpoint === name && !run.isFinished).length;
    expect([running('narrow'), running('wide')]).toEqual([1, 2]);
    scene.sent.find(({ endpoint }) => endpoint === 'wide')?.answer();
    await scene.settle();
    expect([running('narrow'), running('wide')]).toEqual([1, 2]);
  });
});

describe('streams in a shared process', () => {
  const both: [EndpointOptions, EndpointOptions] = [
    { name: 'chat', stream: true, concurrency: 2, maxBatchSize: 2 },
    { name: 'one', maxBatchSize: 2 },
  ];

  it('have places of their own, so that neither keeps the other out', async () => {
    const scene = new Scene(...both, { name: 'two' });
    scene.submit(0, 'a', 'b', 'c', 'd', 'e');
    scene.submit(1, 'x');
    scene.submit(2, 'y');
    await scene.settle();
    expect(scene.log.toSorted()).toEqual(['chat: a b', 'chat: c d', 'one: x']);
    scene.sent.find(({ endpoint }) => endpoint === 'one')?.answer();
    await scene.settle();
    expect(scene.log.slice(3)).toEqual(['two: y']);
  });

  it('share their places with each other', async () => {
    const scene = new Scene(...both, { name: 'narrow', stream: true });
    scene.submit(0, 'a', 'b', 'c', 'd');
    scene.submit(2, 'x');
    await scene.settle();
    expect(scene.sent).toHaveLength(2);
  });

  it('are not prefetched', async () => {
    const scene = new Scene({ stream: true, maxBatchSize: 2 });
    scene.submit(0, 'a', 'b', 'c', 'd');
    await scene.settle();
    expect(scene.log).toEqual(['api: a b']);
  });

  it('do not keep a unary endpoint from prefetching, although they wait', async () => {
    const scene = new Scene({ name: 'chat', stream: true }, { name: 'one', maxBatchSize: 2 });
    scene.submit(0, 'a', 'b');
    scene.submit(1, 'w', 'x', 'y', 'z');
    await scene.settle();
    expect(scene.log.toSorted()).toEqual(['chat: a', 'one: w x', 'one: y z']);
  });

  it('stop with the others', async () => {
    const scene = new Scene(...both);
    await scene.settle();
    scene.slots.stop();
    await scene.slots.done;
    scene.submit(0, 'a');
    scene.submit(1, 'x');
    await scene.settle();
    expect(scene.sent).toEqual([]);
  });
});
