import { describe, expect, it } from '@jest/globals';
import type { DeviceAssignment } from '#wire';
import type { PoolEndpoint } from '../pool-endpoint.js';
import { anEndpoint, submit } from '../testing/an-endpoint.js';
import { FakeProcesses } from '../testing/fake-link.js';
import { VirtualClock } from '../testing/virtual-clock.js';
import { BootLimiter } from './boot-limiter.js';
import { POOL_TIMINGS, type PoolTimings } from './pool-options.js';
import { WorkerPool } from './worker-pool.js';

const CPU: DeviceAssignment = { type: 'cpu', index: 0, threads: 2 };

interface SceneOptions {
  readonly workers?: number;
  readonly maxConcurrentBoots?: number;
  readonly timings?: Partial<PoolTimings>;
  /** Another pool of the same app. */
  readonly beside?: Scene;
}

/** A pool over fake processes, and everything it says. */
class Scene {
  readonly clock: VirtualClock;
  readonly bootLimiter: BootLimiter;
  readonly processes = new FakeProcesses();
  readonly events: string[] = [];
  readonly log: string[] = [];
  readonly endpoint: PoolEndpoint<string> = anEndpoint();
  readonly pool: WorkerPool<string>;

  constructor({ workers = 1, maxConcurrentBoots = workers, timings = {}, beside }: SceneOptions = {}) {
    this.clock = beside?.clock ?? new VirtualClock();
    this.bootLimiter = beside?.bootLimiter ?? new BootLimiter(maxConcurrentBoots);
    const write = (level: string) => (message: string, context: string) =>
      this.log.push(`${level} [${context}] ${message}`);
    this.pool = new WorkerPool<string>({
      name: 'pool',
      endpoints: [this.endpoint],
      devices: Array.from({ length: workers }, () => CPU),
      openLink: this.processes.open,
      bootLimiter: this.bootLimiter,
      logger: { log: write('log'), warn: write('warn'), error: write('error'), debug: write('debug') },
      events: {
        progress: (worker, step, ms) => this.events.push(`${worker} ${step} ${ms}`),
        ready: (count) => this.events.push(`ready: ${count}`),
        availability: (availability) => this.events.push(availability),
      },
      timings,
      clock: this.clock,
      random: () => 1,
    });
  }

  settle(): Promise<void> {
    return this.clock.settle();
  }

  /** Starts the pool and makes all its workers ready. */
  async startReady(): Promise<void> {
    this.processes.onOpen = (link) => this.clock.nextTurn(() => link.ready());
    await Promise.all([this.pool.start(), this.settle()]);
  }

  get states(): string[] {
    return this.pool.snapshot().workers.map(({ state }) => state);
  }
}

const settled = (promise: Promise<unknown>): Promise<string> =>
  Promise.race([promise.then(() => 'resolved'), Promise.resolve('pending')]);

describe('start', () => {
  it('resolves with the first ready worker; allReady waits for the others', async () => {
    const scene = new Scene({ workers: 2 });
    const started = scene.pool.start();
    await scene.settle();
    expect(scene.processes.links.map(({ assignment }) => assignment)).toEqual([
      { ppid: process.pid, pool: 'pool', worker: 0, device: CPU, endpoints: [scene.endpoint.assignment] },
      { ppid: process.pid, pool: 'pool', worker: 1, device: CPU, endpoints: [scene.endpoint.assignment] },
    ]);
    scene.processes.links[1]?.ready();
    await started;
    expect(await settled(scene.pool.allReady)).toBe('pending');
    scene.processes.links[0]?.ready();
    await scene.pool.allReady;
    expect(scene.events).toEqual(['ready: 1', 'ready', 'ready: 2']);
    expect(scene.states).toEqual(['ready', 'ready']);
  });

  it('boots only so many at a time', async () => {
    const scene = new Scene({ workers: 3, maxConcurrentBoots: 1 });
    void scene.pool.start();
    for (const count of [1, 2, 3]) {
      await scene.settle();
      expect(scene.processes.links).toHaveLength(count);
      scene.processes.last.ready();
    }
    await scene.pool.allReady;
  });

  it('goes on at once beside a pool whose boots take long to fail', async () => {
    const broken = new Scene({ workers: 4, maxConcurrentBoots: 2 });
    const healthy = new Scene({ beside: broken });
    broken.processes.onOpen = (link) => broken.clock.after(10_000, () => link.bootFails('no such model'));
    void broken.pool.start().catch(() => undefined);
    await broken.clock.advance(60_000);
    await healthy.startReady();
    for (let restarts = 1; restarts < 20; restarts++) {
      await healthy.clock.advance(777);
      submit(healthy.endpoint, 'a');
      await healthy.settle();
      healthy.processes.last.answerNext();
      healthy.processes.last.exit(1);
      await healthy.settle();
      expect(healthy.pool.readyCount).toBe(1);
    }
  });

  it('passes progress on', async () => {
    const scene = new Scene();
    void scene.pool.start();
    await scene.settle();
    scene.processes.last.events.control({ litserve: 'progress', step: 'setup', ms: 12 });
    expect(scene.events).toEqual(['0 setup 12']);
  });

  it('lets requests wait while the workers are starting', async () => {
    const scene = new Scene();
    const answers = submit(scene.endpoint, 'a');
    void scene.pool.start();
    await scene.settle();
    scene.processes.last.ready();
    await scene.settle();
    scene.processes.last.answerNext();
    expect(answers).toEqual(['a']);
  });
});

describe('a boot that fails', () => {
  it('rejects start with the reason the worker gave, and logs its stack', async () => {
    const scene = new Scene();
    const started = scene.pool.start();
    await scene.settle();
    scene.processes.last.bootFails('no such model');
    await expect(started).rejects.toThrow('worker 0 of pool "pool" could not be started: no such model');
    expect(scene.log.at(-1)).toMatch(/^error \[pool#0\] .*no such model\nError: no such model\n at x$/);
    expect(scene.events).toEqual(['down']);
  });

  it('rejects start with how it exited, when it gave no reason', async () => {
    const scene = new Scene();
    const started = scene.pool.start();
    await scene.settle();
    scene.processes.last.exit(13);
    await expect(started).rejects.toThrow('could not be started: it exited with code 13');
  });

  it('does not reject start while another worker may still be ready', async () => {
    const scene = new Scene({ workers: 2 });
    const started = scene.pool.start();
    await scene.settle();
    scene.processes.links[0]?.bootFails('this device is broken');
    await scene.settle();
    scene.processes.links[1]?.ready();
    await started;
    expect(scene.pool.availability).toBe('ready');
  });

  it('is tried again after a pause that doubles, and the pool is up again when one succeeds', async () => {
    const scene = new Scene();
    scene.pool.start().catch(() => {});
    await scene.settle();
    for (const [attempt, pause] of [250, 500, 1000].entries()) {
      scene.processes.last.bootFails('broken');
      await scene.clock.advance(pause - 1);
      expect(scene.processes.links).toHaveLength(attempt + 1);
      await scene.clock.advance(1);
      expect(scene.processes.links).toHaveLength(attempt + 2);
    }
    scene.processes.last.ready();
    expect(scene.events).toEqual(['down', 'ready: 1', 'ready']);
    expect(scene.pool.snapshot().workers[0]).toMatchObject({ state: 'ready', restarts: 3 });
  });

  it('ends when the worker gives no sign of life', async () => {
    const scene = new Scene();
    const started = scene.pool.start();
    started.catch(() => {});
    await scene.clock.advance(POOL_TIMINGS.firstSignMs);
    await expect(started).rejects.toThrow(/no sign of life .*NestFactory\.create/);
  });

  it('ends when the worker is not ready in time, and names the step it was at', async () => {
    const scene = new Scene();
    const started = scene.pool.start();
    started.catch(() => {});
    await scene.settle();
    const { events } = scene.processes.last;
    events.control({ litserve: 'step', step: 'modules' });
    events.control({ litserve: 'step', step: 'DigitsApi.setup' });
    await scene.clock.advance(POOL_TIMINGS.startTimeoutMs - 1);
    expect(scene.processes.alive).toHaveLength(1);
    await scene.clock.advance(1);
    await expect(started).rejects.toThrow(
      'it was killed: it was not ready within startTimeoutMs, at the step DigitsApi.setup',
    );
    expect(scene.pool.snapshot()).toMatchObject({ availability: 'down', failedStep: 'DigitsApi.setup' });
  });

  it('may take for ever with startTimeoutMs 0, and has no time limit once it is ready', async () => {
    for (const startTimeoutMs of [0, 1000]) {
      const scene = new Scene({ timings: { startTimeoutMs } });
      void scene.pool.start();
      await scene.settle();
      const { last } = scene.processes;
      last.events.control({ litserve: 'step', step: 'modules' });
      if (startTimeoutMs > 0) last.ready();
      await scene.clock.advance(POOL_TIMINGS.startTimeoutMs * 10);
      expect(last.signals).toEqual([]);
    }
  });

  it('may take long once the worker has given a sign', async () => {
    const scene = new Scene();
    void scene.pool.start();
    await scene.settle();
    scene.processes.last.events.control({ litserve: 'progress', step: 'booted', ms: 1 });
    await scene.clock.advance(POOL_TIMINGS.startTimeoutMs - 1);
    expect(scene.states).toEqual(['starting']);
  });
});

describe('a worker that dies', () => {
  it('is replaced at once, in its seat, and only after its exit', async () => {
    const scene = new Scene({ workers: 2 });
    await scene.startReady();
    submit(scene.endpoint, 'a');
    await scene.settle();
    const victim = scene.processes.links.find(({ runs }) => runs.length > 0);
    scene.processes.onOpen = () => expect(victim?.isDead).toBe(true);
    victim?.exit(null, 'SIGSEGV');
    await scene.settle();
    expect(scene.processes.links).toHaveLength(3);
    expect(scene.processes.last.assignment).toEqual(victim?.assignment);
    expect(scene.events.slice(-1)).toEqual(['ready: 1']);
    expect(scene.log).toContainEqual(
      expect.stringMatching(/^warn \[pool#\d\] the worker was ended by SIGSEGV/),
    );
  });

  it('leaves its items to the next', async () => {
    const scene = new Scene();
    await scene.startReady();
    const answers = submit(scene.endpoint, 'a');
    await scene.settle();
    scene.processes.last.exit(1);
    await scene.settle();
    scene.processes.last.answerNext();
    expect(scene.processes.links).toHaveLength(2);
    expect(answers).toEqual(['a']);
  });

  it('makes its item fail when it has done so twice', async () => {
    const scene = new Scene();
    await scene.startReady();
    const answers = submit(scene.endpoint, 'poison');
    for (let i = 0; i < 2; i++) {
      await scene.settle();
      scene.processes.last.exit(1);
    }
    await scene.settle();
    expect(answers).toEqual([expect.stringMatching(/^poison failed: The worker process died/)]);
    expect(scene.pool.availability).toBe('ready');
  });

  it('leaves the pool starting, not down', async () => {
    const scene = new Scene();
    await scene.startReady();
    scene.processes.onOpen = () => {};
    scene.processes.last.exit(null, 'SIGKILL');
    await scene.settle();
    expect(scene.pool.availability).toBe('starting');
    expect(scene.states).toEqual(['starting']);
  });
});

describe('stop', () => {
  it('ends every worker politely and starts no other', async () => {
    const scene = new Scene({ workers: 2 });
    await scene.startReady();
    const stopped = scene.pool.stop({ graceMs: 1000 });
    await scene.settle();
    for (const link of scene.processes.links) {
      expect(link.controls).toEqual([{ litserve: 'stop' }]);
      link.exit(0);
    }
    await stopped;
    await scene.clock.advance(100_000);
    expect(scene.processes.links).toHaveLength(2);
    expect(scene.log.filter((line) => line.startsWith('warn'))).toEqual([]);
    expect(scene.clock.pending).toBe(0);
  });

  it('pulls nothing more, lets what runs finish, and stops idle workers meanwhile', async () => {
    const scene = new Scene({ workers: 2 });
    await scene.startReady();
    const answers = submit(scene.endpoint, 'a');
    await scene.settle();
    const busy = scene.processes.links.find(({ runs }) => runs.length > 0)!;
    const idle = scene.processes.links.find((link) => link !== busy)!;
    const stopped = scene.pool.stop({ graceMs: 1000 });
    submit(scene.endpoint, 'b');
    await scene.settle();
    expect([busy.controls, idle.controls]).toEqual([[], [{ litserve: 'stop' }]]);
    idle.exit(0);
    busy.answerNext();
    await scene.settle();
    expect(busy.runs).toEqual([]);
    busy.exit(0);
    await stopped;
    expect(answers).toEqual(['a']);
  });

  it('gives up what has not finished in time', async () => {
    const scene = new Scene();
    await scene.startReady();
    const answers = submit(scene.endpoint, 'a');
    await scene.settle();
    const stopped = scene.pool.stop({ graceMs: 1000 });
    await scene.clock.advance(1000);
    expect(answers).toEqual(['a failed: The server is shutting down']);
    expect(scene.processes.alive).toHaveLength(1);
    await scene.clock.advance(POOL_TIMINGS.killGraceMs);
    await stopped;
    expect(scene.processes.alive).toEqual([]);
  });

  it('ends at once when it is cut off, whatever its workers do', async () => {
    const scene = new Scene({ workers: 2 });
    await scene.startReady();
    const answers = submit(scene.endpoint, 'a');
    await scene.settle();
    const stopped = scene.pool.stop({ graceMs: 1000 });
    scene.pool.cutOff();
    await stopped;
    expect(answers).toEqual(['a failed: The server is shutting down']);
    await scene.clock.advance(100_000);
    expect(scene.processes.links).toHaveLength(2);
    expect(scene.processes.alive).toEqual([]);
  });

  it('ends a pause before the next attempt, and a wait for a turn to boot', async () => {
    const scene = new Scene({ workers: 2, maxConcurrentBoots: 1 });
    const started = scene.pool.start();
    await scene.settle();
    scene.processes.last.bootFails('broken');
    await scene.settle();
    const stopped = scene.pool.stop({ graceMs: 1000 });
    await scene.settle();
    scene.processes.last.exit(0);
    await stopped;
    await expect(started).rejects.toThrow('The server is shutting down');
    await scene.clock.advance(100_000);
    expect(scene.processes.alive).toEqual([]);
    expect(scene.processes.links).toHaveLength(2);
  });
});

describe('what a pool tells', () => {
  it('lists its workers', async () => {
    const scene = new Scene();
    await scene.startReady();
    await scene.clock.advance(5000);
    expect(scene.pool.snapshot()).toEqual({
      pool: 'pool',
      availability: 'ready',
      size: 1,
      workers: [{ id: 0, state: 'ready', pid: 1000, device: 'cpu', uptimeMs: 5000, restarts: 0 }],
    });
  });

  it('asks each worker for its health', async () => {
    const scene = new Scene({ workers: 2 });
    await scene.startReady();
    const asked = scene.pool.health(1000);
    const [one, other] = scene.processes.links;
    one?.events.control({ litserve: 'health', id: 1, healthy: true });
    other?.events.control({ litserve: 'health', id: 1, healthy: false, detail: 'hot' });
    expect(await asked).toMatchObject([
      { worker: 0, healthy: true },
      { worker: 1, healthy: false, detail: 'hot' },
    ]);
  });

  it('logs what its workers print and log, under their names', async () => {
    const scene = new Scene();
    await scene.startReady();
    const { events } = scene.processes.last;
    events.output('printed', 'stdout');
    events.output('complained', 'stderr');
    events.control({ litserve: 'log', level: 'fatal', context: 'Api', message: 'broken' });
    events.control({ litserve: 'log', level: 'verbose', context: '', message: 'chatter' });
    expect(scene.log.slice(-4)).toEqual([
      'log [pool#0] printed',
      'warn [pool#0] complained',
      'error [pool#0 Api] broken',
      'debug [pool#0] chatter',
    ]);
  });
});
