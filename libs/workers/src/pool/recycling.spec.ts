import { describe, expect, it } from '@jest/globals';
import { createWorkQueue } from '#queue';
import type { Answer } from '../pool-endpoint.js';
import type { PoolEndpoint } from '../pool-endpoint.js';
import { anEndpoint, submit, type EndpointOptions } from '../testing/an-endpoint.js';
import { FakeProcesses, type FakeLink } from '../testing/fake-link.js';
import { FakeRouter } from '../testing/fake-router.js';
import { VirtualClock } from '../testing/virtual-clock.js';
import { BootLimiter } from './boot-limiter.js';
import type { RecycleLimits } from './recycle-watch.js';
import { WorkerPool } from './worker-pool.js';

const STOP = { litserve: 'stop' };

/** A pool whose workers boot when the spec says so, and end when they are asked to. */
class Scene {
  readonly clock = new VirtualClock();
  readonly processes = new FakeProcesses();
  readonly router = new FakeRouter();
  readonly log: string[] = [];
  readonly endpoints: readonly PoolEndpoint<string>[];
  readonly pool: WorkerPool<string>;

  constructor(
    recycle: RecycleLimits,
    readonly workers = 1,
    ...endpoints: EndpointOptions[]
  ) {
    this.endpoints = (endpoints.length === 0 ? [{}] : endpoints).map(anEndpoint);
    const write = (message: string): unknown => this.log.push(message);
    this.pool = new WorkerPool<string>({
      name: 'pool',
      endpoints: this.endpoints,
      devices: Array.from({ length: workers }, () => ({ type: 'cpu', index: 0, threads: 1 })),
      openLink: this.processes.open,
      routeCall: this.router.route,
      bootLimiter: new BootLimiter(workers),
      logger: { log: write, warn: write, error: write, debug: () => {} },
      recycle,
      clock: this.clock,
      random: () => 0.5,
    });
  }

  async start(): Promise<this> {
    const started = this.pool.start();
    await this.clock.settle();
    for (const link of this.processes.links) link.ready();
    await started;
    await this.clock.settle();
    return this;
  }

  link(number: number): FakeLink {
    return this.processes.links[number]!;
  }

  async submit(endpoint: number, ...payloads: string[]): Promise<string[]> {
    const outcomes = submit(this.endpoints[endpoint]!, ...payloads);
    await this.clock.settle();
    return outcomes;
  }

  /** All that runs is answered, and what comes after it. */
  async answerAll(): Promise<void> {
    for (let busy = this.#busy(); busy; busy = this.#busy()) {
      busy.answerNext();
      await this.clock.settle();
    }
  }

  /** Everybody who was asked to stop does. */
  async exitStopped(): Promise<void> {
    for (const link of this.processes.alive) {
      if (link.controls.some(({ litserve }) => litserve === 'stop')) link.exit(0);
    }
    await this.clock.settle();
  }

  #busy(): FakeLink | undefined {
    return this.processes.alive.find(({ runs }) => runs.length > 0);
  }
}

describe('a worker that has served enough', () => {
  it('finishes what it runs, leaves what waits to the next, and is replaced at once', async () => {
    const scene = await new Scene({ maxRequests: 3 }, 1, { maxBatchSize: 2 }).start();
    const answers = await scene.submit(0, 'a', 'b', 'c', 'd', 'e', 'f', 'g');
    await scene.answerAll();
    expect(answers).toEqual(['a', 'b', 'c']);
    expect(scene.link(0).controls).toEqual([STOP]);
    expect(scene.processes.links).toHaveLength(1);
    await scene.exitStopped();
    scene.link(1).ready();
    await scene.clock.settle();
    await scene.answerAll();
    expect(answers).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
    expect(scene.log).toContain('is recycled: it was given 3 requests');
    expect(scene.pool.snapshot().workers[0]?.restarts).toBe(1);
  });

  it.each([0, 1, 4])('is recycled by age, a little earlier than maxAgeMs, after %p items', async (items) => {
    const scene = await new Scene({ maxAgeMs: 1000 }).start();
    for (let recycled = 0; recycled < 3; recycled++) {
      await scene.submit(0, ...Array.from({ length: items }, (_, n) => String(n)));
      await scene.answerAll();
      await scene.clock.advance(949);
      expect(scene.link(recycled).controls).toEqual([]);
      await scene.clock.advance(1);
      await scene.exitStopped();
      // Without a pause, however often and however little it has done.
      expect(scene.processes.links).toHaveLength(recycled + 2);
      scene.processes.last.ready();
      await scene.clock.settle();
    }
  });

  it('is recycled by memory, as it tells it', async () => {
    const scene = await new Scene({ maxRssBytes: 100 }).start();
    expect(scene.link(0).assignment.maxRssBytes).toBe(100);
    scene.link(0).events.control({ litserve: 'memory', rssBytes: 101 });
    await scene.clock.settle();
    expect(scene.link(0).controls).toEqual([STOP]);
    expect(scene.log).toContain('is recycled: it uses 101 bytes of memory, and maxRssBytes is 100');
  });

  it('lets the others of its pool serve: the next is recycled when its replacement is ready', async () => {
    const scene = await new Scene({ maxAgeMs: 1000 }, 3).start();
    await scene.clock.advance(1000);
    const stopped = (): number[] =>
      scene.processes.links.flatMap(({ controls }, n) => (controls.length > 0 ? [n] : []));
    expect(stopped()).toEqual([0]);
    await scene.exitStopped();
    expect(stopped()).toEqual([0]);
    expect(scene.pool.readyCount).toBe(2);
    scene.link(3).ready();
    await scene.clock.settle();
    expect(stopped()).toEqual([0, 1]);
  });

  it('stays while no other of its pool is ready', async () => {
    const scene = await new Scene({ maxRequests: 2 }, 2).start();
    scene.link(1).exit(1);
    await scene.clock.settle();
    const answers = await scene.submit(0, 'a', 'b', 'c');
    await scene.answerAll();
    expect(answers).toEqual(['a', 'b', 'c']);
    expect(scene.link(0).controls).toEqual([]);
    scene.link(2).ready();
    await scene.clock.settle();
    expect(scene.link(0).controls).toEqual([STOP]);
    await scene.exitStopped();
    scene.link(3).ready();
    await scene.clock.settle();
    expect(scene.pool.readyCount).toBe(2);
  });

  it('gives its turn on when it dies before it has it', async () => {
    const scene = await new Scene({ maxAgeMs: 1000 }, 3).start();
    await scene.clock.advance(1000);
    scene.link(1).exit(1);
    await scene.exitStopped();
    for (const link of scene.processes.links.slice(3)) link.ready();
    await scene.clock.settle();
    expect(scene.link(2).controls).toEqual([STOP]);
    expect(scene.processes.links).toHaveLength(5);
  });

  it('is still there for what its own run waits for, in a pool of one', async () => {
    const scene = await new Scene(
      { maxRequests: 1 },
      1,
      { name: 'a' },
      { name: 'b' },
      { name: 's', stream: true },
    ).start();
    const outer = await scene.submit(0, 'outer');
    scene.link(0).call(1, { parent: scene.link(0).runs[0]!.items[0]!.lease });
    const inner = [await scene.submit(1, 'inner'), await scene.submit(2, 'inner stream')];
    const [, ...called] = scene.link(0).runs;
    for (const run of called) scene.link(0).answer(run);
    scene.router.one(0).reply({ kind: 'end' });
    await scene.clock.settle();
    expect(inner).toEqual([['inner'], ['inner stream']]);
    const later = await scene.submit(1, 'later');
    expect(scene.link(0).controls).toEqual([]);
    scene.link(0).answer(scene.link(0).runs[0]!);
    await scene.clock.settle();
    expect([outer, later]).toEqual([['outer'], []]);
    expect(scene.link(0).controls).toEqual([STOP]);
  });

  it('may die instead', async () => {
    const scene = await new Scene({ maxRequests: 1 }).start();
    const answers = await scene.submit(0, 'a');
    scene.link(0).exit(null, 'SIGKILL');
    await scene.clock.settle();
    scene.link(1).ready();
    await scene.clock.settle();
    scene.link(1).answerNext();
    await scene.clock.settle();
    expect(answers).toEqual(['a']);
  });

  it('is not waited for when the pool stops meanwhile', async () => {
    const scene = await new Scene({ maxAgeMs: 1000 }).start();
    await scene.submit(0, 'a');
    await scene.clock.advance(1000);
    const stopped = scene.pool.stop({ graceMs: 500 });
    await scene.clock.advance(500);
    scene.link(0).exit(0);
    await stopped;
    expect(scene.clock.pending).toBe(0);
  });
});

describe('workers that keep sessions', () => {
  /** The first letter is the key. Its idle times pass by the real clock, which these specs do not wait for. */
  const withSessions = (idleMs: number): EndpointOptions => ({
    queue: createWorkQueue<string, Answer>({
      defer: (announce) => announce(),
      sessions: { keyOf: (name) => name.charAt(0), idleMs, max: 100 },
    }),
  });

  it('serve them on, and nobody else, before they are replaced', async () => {
    const scene = await new Scene({ maxRequests: 2 }, 2, withSessions(1_000_000)).start();
    const answers = await scene.submit(0, 'a1', 'b1', 'a2');
    await scene.answerAll();
    answers.push(...(await scene.submit(0, 'c1', 'a3')));
    await scene.answerAll();
    expect(scene.link(0).controls).toEqual([]);
    const late = await scene.submit(0, 'a4', 'd1');
    const [first, second] = scene.processes.alive.map((link) => link.runs.length);
    expect([first, second]).toEqual([1, 1]);
    scene.link(0).exit(null, 'SIGKILL');
    await scene.clock.settle();
    expect(late).toEqual([expect.stringContaining('a4 failed: What kept this session has gone')]);
    await scene.answerAll();
    expect(late).toContain('d1');
  });

  it('lose them when they die, and tell those that wait as well as those that run', async () => {
    const scene = await new Scene({}, 1, withSessions(1_000_000)).start();
    const outcomes = await scene.submit(0, 'a1', 'a2', 'b1');
    scene.link(0).exit(null, 'SIGKILL');
    await scene.clock.settle();
    expect(outcomes).toEqual([
      expect.stringContaining('a1 failed: What kept'),
      expect.stringContaining('a2 failed: What kept'),
    ]);
    scene.link(1).ready();
    await scene.clock.settle();
    await scene.answerAll();
    expect(outcomes[2]).toBe('b1');
  });
});
