import { describe, expect, it } from '@jest/globals';
import type { Received, StreamEvent } from '#wire';
import { anEndpoint, submit } from '../testing/an-endpoint.js';
import { bytes, chunk, FakeProcesses } from '../testing/fake-link.js';
import { VirtualClock } from '../testing/virtual-clock.js';
import { BootLimiter } from './boot-limiter.js';
import { WorkerPool } from './worker-pool.js';

/** A pool of one worker that runs streams, over the real queue. */
class Scene {
  readonly clock = new VirtualClock();
  readonly processes = new FakeProcesses();
  readonly endpoint = anEndpoint({ stream: true, maxBatchSize: 2, timeoutMs: 1000 });
  readonly pool = new WorkerPool<string>({
    name: 'pool',
    endpoints: [this.endpoint],
    devices: [{ type: 'cpu', index: 0, threads: 1 }],
    openLink: this.processes.open,
    bootLimiter: new BootLimiter(1),
    logger: { log: () => {}, warn: () => {}, error: () => {}, debug: () => {} },
    clock: this.clock,
  });

  /** Hands streams in, which run by twos, and has the worker send a chunk for the first. */
  async begin(...names: string[]): Promise<string[]> {
    const outcomes = submit(this.endpoint, ...names);
    this.processes.onOpen = (link) => this.clock.nextTurn(() => link.ready());
    await Promise.all([this.pool.start(), this.clock.settle()]);
    this.says((item) => [chunk(item, '1')]);
    return outcomes;
  }

  /** The worker tells something of the first item of its last run. */
  says(events: (item: number) => StreamEvent<Received>[]): void {
    const { last } = this.processes;
    const sent = last.runs.at(-1)!;
    last.stream(sent, ...events(sent.items[0]!.lease));
  }
}

describe('a pool with streams', () => {
  it('hands chunks through, keeps the slot until the run has ended, then runs the next', async () => {
    const scene = new Scene();
    const outcomes = await scene.begin('a', 'b', 'c');
    scene.says((item) => [chunk(item, '2'), { kind: 'end', lease: item }]);
    await scene.clock.settle();
    expect(outcomes).toEqual(['chunk of a', 'chunk of a', 'a']);
    const { last } = scene.processes;
    expect(last.runs).toHaveLength(1);
    const [first] = last.runs;
    last.answer(first!, [bytes(first!.items[1]!.lease)]);
    await scene.clock.settle();
    expect(outcomes).toEqual(['chunk of a', 'chunk of a', 'a', 'b']);
    expect(last.runs).toHaveLength(2);
  });

  it('breaks the streams of a worker that dies, and runs again only what nobody has seen a part of', async () => {
    const scene = new Scene();
    const outcomes = await scene.begin('a', 'b');
    scene.processes.last.exit(null, 'SIGSEGV');
    await scene.clock.settle();
    expect(outcomes).toEqual(['chunk of a', expect.stringMatching(/^a failed: The worker process died/)]);
    expect(scene.processes.links).toHaveLength(2);
    expect(scene.processes.last.runs.map(({ items }) => items.map(({ meta }) => meta.requestId))).toEqual([
      ['b'],
    ]);
  });

  it('gives running streams the grace when it is stopped', async () => {
    const scene = new Scene();
    const outcomes = await scene.begin('a');
    const stopped = scene.pool.stop({ graceMs: 5000 });
    await scene.clock.advance(4999);
    expect(outcomes).toEqual(['chunk of a']);
    await scene.clock.advance(1);
    expect(outcomes).toEqual(['chunk of a', 'a failed: The server is shutting down']);
    scene.processes.last.exit(0);
    await stopped;
  });
});
