import { describe, expect, it } from '@jest/globals';
import { createWorkQueue } from '#queue';
import type { Answer, PoolEndpoint } from '../../pool-endpoint.js';
import { anEndpoint, submit } from '../../testing/an-endpoint.js';
import { FakeProcesses, type FakeLink } from '../../testing/fake-link.js';
import { queueClock } from '../../testing/queue-clock.js';
import { VirtualClock } from '../../testing/virtual-clock.js';
import { BootLimiter } from '../boot-limiter.js';
import { WorkerPool } from '../worker-pool.js';

const BOOT_MS = 3000;
const UP_MS = 1000;
const DOWN_MS = 60_000;

interface SceneOptions {
  readonly min: number | 'fixed';
  readonly max?: number;
  readonly devices?: number;
}

/** A pool that grows and shrinks; a worker takes 3 s to boot and ends when it is asked to. */
class Scene {
  readonly clock = new VirtualClock();
  readonly processes = new FakeProcesses();
  readonly endpoint: PoolEndpoint<string>;
  readonly pool: WorkerPool<string>;
  readonly availability: string[] = [];

  constructor({ min, max = 3, devices = 1 }: SceneOptions) {
    this.endpoint = anEndpoint({
      queue: createWorkQueue<string, Answer>({
        defer: (announce) => announce(),
        clock: queueClock(this.clock),
        onLate: 'wait',
      }),
    });
    this.processes.onOpen = (link) => this.clock.after(BOOT_MS, () => link.ready());
    this.pool = new WorkerPool<string>({
      name: 'pool',
      endpoints: [this.endpoint],
      devices: Array.from({ length: max * devices }, (_, id) => ({
        type: 'cuda',
        index: Math.floor(id / max),
        threads: 1,
      })),
      size: min === 'fixed' ? undefined : { min, scaleUpAfterMs: UP_MS, scaleDownAfterMs: DOWN_MS },
      openLink: this.processes.open,
      bootLimiter: new BootLimiter(8),
      logger: { log: () => {}, warn: () => {}, error: () => {}, debug: () => {} },
      events: { availability: (one) => this.availability.push(one) },
      clock: this.clock,
      random: () => 0.5,
    });
  }

  async start(): Promise<this> {
    const started = this.pool.start();
    await this.advance(BOOT_MS);
    await started;
    return this;
  }

  /** Time goes on, and who was asked to end does. */
  async advance(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 500) {
      await this.clock.advance(Math.min(500, left));
      for (const link of this.processes.alive) {
        if (link.controls.some(({ litserve }) => litserve === 'stop')) link.exit(0);
      }
      await this.clock.settle();
    }
  }

  submit(...names: string[]): string[] {
    return submit(this.endpoint, ...names);
  }

  /** Each worker answers what it runs, every half second, for so long. */
  async work(ms: number, onEach: () => void = () => {}): Promise<void> {
    for (let left = ms; left > 0; left -= 500) {
      onEach();
      await this.advance(500);
      for (const link of this.#busy) link.answerNext();
      await this.clock.settle();
    }
  }

  get size(): number {
    return this.pool.snapshot().size;
  }

  get alive(): number[] {
    return this.processes.alive.map(({ assignment }) => assignment.worker);
  }

  get #busy(): FakeLink[] {
    return this.processes.alive.filter(({ runs }) => runs.length > 0);
  }
}

const names = (count: number): string[] => Array.from({ length: count }, (_, i) => `item ${i}`);

describe('a pool with a range', () => {
  it('starts with the fewest, and sets no timer while nothing happens', async () => {
    const scene = await new Scene({ min: 1 }).start();
    expect([scene.size, scene.alive]).toEqual([1, [0]]);
    expect(scene.clock.pending).toBe(0);
  });

  it('does not grow for a burst that is done sooner than a boot', async () => {
    const scene = await new Scene({ min: 1 }).start();
    const answers = scene.submit(...names(5));
    await scene.work(4000);
    expect(answers).toHaveLength(5);
    expect(scene.size).toBe(1);
    expect(scene.clock.pending).toBe(0);
  });

  it('grows by one at a time while more comes than is done, and shrinks again, down to the fewest', async () => {
    const scene = await new Scene({ min: 1 }).start();
    const outcomes = scene.submit(...names(200));
    const sizes = new Set<number>();
    await scene.work(20_000, () => sizes.add(scene.size));
    expect([...sizes]).toEqual([1, 2, 3]);
    await scene.work(40_000);
    expect(outcomes).toHaveLength(200);
    await scene.advance(DOWN_MS);
    expect(scene.size).toBe(2);
    await scene.advance(2 * DOWN_MS);
    expect([scene.size, scene.alive.length]).toEqual([1, 1]);
    expect(scene.clock.pending).toBe(0);
  });

  it('keeps a worker that was needed now and then', async () => {
    const scene = await new Scene({ min: 1 }).start();
    await scene.pool.scale(1);
    void scene.pool.scale(2);
    await scene.advance(BOOT_MS);
    void scene.pool.scale('auto');
    for (let minute = 0; minute < 5; minute++) {
      scene.submit('one', 'two');
      await scene.work(DOWN_MS - 1000);
    }
    expect(scene.size).toBe(2);
    for (let minute = 0; minute < 3; minute++) {
      scene.submit('one');
      await scene.work(DOWN_MS - 1000);
    }
    expect(scene.size).toBe(1);
  });

  it('fills its devices evenly', async () => {
    const scene = await new Scene({ min: 2, max: 3, devices: 2 }).start();
    expect(scene.alive).toEqual([0, 3]);
    void scene.pool.scale(5);
    await scene.advance(BOOT_MS);
    expect(scene.alive).toEqual([0, 3, 1, 4, 2]);
  });

  it('replaces a worker that dies, and takes back what it ran, while it grows or shrinks', async () => {
    const scene = await new Scene({ min: 1 }).start();
    const outcomes = scene.submit(...names(60));
    for (let kills = 0; kills < 6; kills++) {
      await scene.work(3000);
      scene.processes.alive.at(kills % scene.processes.alive.length)?.exit(null, 'SIGKILL');
    }
    await scene.work(60_000);
    expect(outcomes.toSorted()).toEqual(names(60).toSorted());
  });
});

describe('a pool that may sleep', () => {
  it('is idle from the start, and no worker boots before something is to be done', async () => {
    const scene = new Scene({ min: 0 });
    await scene.pool.start();
    await scene.advance(10_000);
    expect(scene.pool.snapshot()).toEqual({ pool: 'pool', availability: 'idle', size: 0, workers: [] });
    expect(scene.clock.pending).toBe(0);
  });

  it('wakes for an item, which waits for the boot, and sleeps again', async () => {
    const scene = new Scene({ min: 0 });
    await scene.pool.start();
    const answers = scene.submit('a');
    await scene.work(BOOT_MS + 1000);
    expect(answers).toEqual(['a']);
    await scene.advance(DOWN_MS + 1000);
    expect(scene.alive).toEqual([]);
    expect(scene.availability).toEqual(['idle', 'starting', 'ready', 'idle']);
    expect(scene.clock.pending).toBe(0);
    const again = scene.submit('b');
    await scene.work(BOOT_MS + 1000);
    expect(again).toEqual(['b']);
  });

  it('goes on for what its last worker died with', async () => {
    const scene = new Scene({ min: 0 });
    await scene.pool.start();
    const answers = scene.submit('a');
    await scene.advance(BOOT_MS);
    void scene.pool.scale(0);
    await scene.advance(500);
    scene.processes.last.exit(null, 'SIGKILL');
    await scene.work(BOOT_MS + 2000);
    expect(answers).toEqual(['a']);
  });

  it('is down when it cannot boot, and starts again when that is over', async () => {
    const scene = new Scene({ min: 0 });
    scene.processes.onOpen = (link) => scene.clock.after(10, () => link.bootFails('no such model'));
    await scene.pool.start();
    scene.submit('a');
    await scene.advance(500);
    expect(scene.pool.snapshot()).toMatchObject({ availability: 'down', size: 1 });
    scene.processes.onOpen = (link) => scene.clock.after(10, () => link.ready());
    await scene.advance(30_000);
    expect(scene.availability).toEqual(['idle', 'starting', 'down', 'ready']);
  });
});

describe('scale', () => {
  const state = async (promise: Promise<void>): Promise<string> =>
    Promise.race([
      promise.then(
        () => 'reached',
        (error: Error) => error.message,
      ),
      new Promise<string>((resolve) => setImmediate(() => resolve('pending'))),
    ]);

  it('resolves when so many are ready, or the others have gone, and holds', async () => {
    const scene = await new Scene({ min: 1 }).start();
    const more = scene.pool.scale(3);
    await scene.advance(BOOT_MS - 500);
    expect(await state(more)).toBe('pending');
    await scene.advance(500);
    expect(await state(more)).toBe('reached');
    await scene.advance(3 * DOWN_MS);
    expect(scene.size).toBe(3);
    const fewer = scene.pool.scale(2);
    await scene.advance(500);
    expect(await state(fewer)).toBe('reached');
    scene.submit(...names(50));
    await scene.advance(20_000);
    expect(scene.size).toBe(2);
  });

  it('works for a fixed pool, whose own size is the most', async () => {
    const scene = await new Scene({ min: 'fixed', max: 2 }).start();
    void scene.pool.scale(1);
    await scene.advance(500);
    expect(scene.alive).toEqual([0]);
    void scene.pool.scale('auto');
    await scene.advance(BOOT_MS);
    expect(scene.alive).toEqual([0, 1]);
  });

  it.each([0, 3, 1.5, -1, NaN])('refuses %p for a fixed pool of two', async (size) => {
    const scene = await new Scene({ min: 'fixed', max: 2 }).start();
    await expect(scene.pool.scale(size)).rejects.toThrow(
      `pool "pool": its size must be "auto" or a whole number from 1 to 2, got ${size}; ` +
        'workersPerDevice: { min, max } says how many it may have',
    );
  });

  it('ends a worker that is still booting, and gives a booting one up for a new call', async () => {
    const scene = await new Scene({ min: 1 }).start();
    const first = scene.pool.scale(3);
    await scene.advance(500);
    const second = scene.pool.scale(1);
    expect(await state(first)).toBe('reached');
    await scene.advance(500);
    expect(await state(second)).toBe('reached');
    expect(scene.alive).toEqual([0]);
  });

  it('rejects with the failure of a boot, and with draining when the pool is stopped', async () => {
    const scene = await new Scene({ min: 1 }).start();
    scene.processes.onOpen = (link) => scene.clock.after(10, () => link.bootFails('no memory left'));
    const failing = scene.pool.scale(2);
    await scene.advance(500);
    expect(await state(failing)).toContain('no memory left');
    const waiting = scene.pool.scale(3);
    waiting.catch(() => undefined);
    void scene.pool.stop({ graceMs: 0 });
    expect(await state(waiting)).toContain('shutting down');
    await scene.advance(1000);
    expect(scene.clock.pending).toBe(0);
    await expect(scene.pool.scale(1)).rejects.toThrow('shutting down');
  });
});
