import { deferred } from '#common';
import type { DeviceAssignment } from '#wire';
import { deviceName } from '../devices/device-name.js';
import type { Health } from '../worker/health-check.js';
import type { Worker } from '../worker/worker.js';
import type { PoolOptions, PoolTimings, WorkerSnapshot } from './pool-options.js';
import type { RecycleTurn } from './recycle-turn.js';
import { RestartDelay } from './restart-delay.js';
import type { WorkerBootError } from './worker-boot.error.js';
import { WorkerLife } from './worker-life.js';
import { WorkerLog } from './worker-log.js';

export interface SeatEvents {
  progress(step: string, ms: number): void;
  /** @param bootMs what that took */
  ready(bootMs: number): void;
  /** @see WorkerEvents.turned */
  turned(): void;
  /** Its worker has gone; `failure` is set when it never was ready. */
  gone(failure: WorkerBootError | undefined): void;
}

export type SeatOptions<Payload> = Required<
  Omit<PoolOptions<Payload>, 'events' | 'timings' | 'devices' | 'size'>
> & {
  readonly timings: PoolTimings;
  /** A seat has the turn from the recycling of its worker until the next one is ready. */
  readonly recycleTurn: RecycleTurn;
};

/** One worker's place in a pool: a number and a device, kept while workers come and go. It may be empty. */
export class Seat<Payload> {
  readonly #log: WorkerLog;
  readonly #restartDelay: RestartDelay;
  /** Whether there is to be a worker in it. */
  #isTaken = false;
  /** Whether the loop that sees to it runs: until the last worker has gone. */
  #isKept = false;
  /** Resolves when the seat is given up. */
  #left = deferred();
  /** The present worker, or the last one while there is none. */
  #life: WorkerLife<Payload> | undefined;
  #starts = 0;
  /** Gives the turn back that a worker was recycled in. */
  #endRecycling: () => void = () => {};

  constructor(
    readonly id: number,
    readonly device: DeviceAssignment,
    private readonly options: SeatOptions<Payload>,
    private readonly events: SeatEvents,
  ) {
    this.#log = new WorkerLog(options.logger, options.name, id);
    this.#restartDelay = new RestartDelay(options.timings, options.random);
  }

  /** Whether there is to be a worker in it. */
  get isTaken(): boolean {
    return this.#isTaken;
  }

  /** Whether a worker that is ready takes whatever comes. */
  get isReady(): boolean {
    return this.#isTaken && this.#worker?.state === 'ready';
  }

  /** Whether there is a worker in it, or one on its way in or out. */
  get isOccupied(): boolean {
    return this.#isTaken || (this.#worker !== undefined && this.#worker.state !== 'dead');
  }

  /** Since when its worker has had nothing to run; `undefined` while it has. */
  get idleSince(): number | undefined {
    return this.#worker?.idleSince;
  }

  /** Keeps a worker in the seat from now on. */
  take(): void {
    if (this.#isTaken) return;
    this.#isTaken = true;
    this.#left = deferred();
    if (!this.#isKept) void this.#keep();
  }

  /** Lets its worker end as one that is recycled does, and starts no other. */
  vacate(): void {
    this.#leave();
    const life = this.#life;
    if (life?.worker.state === 'ready') void life.retire('ends: the pool has workers to spare');
    else if (life?.worker.state === 'starting') void life.worker.quit();
  }

  /** @see Worker.stop */
  async stop(graceMs: number, error: Error): Promise<void> {
    this.#leave();
    await this.#worker?.stop(graceMs, error);
  }

  /** @see Worker.cutOff */
  cutOff(error: Error): void {
    this.#leave();
    this.#worker?.cutOff(error);
  }

  async health(timeoutMs: number): Promise<Health> {
    return (await this.#worker?.health(timeoutMs)) ?? { healthy: false, detail: 'starting' };
  }

  snapshot(): WorkerSnapshot {
    const worker = this.#worker;
    const isAlive = worker !== undefined && worker.state !== 'dead';
    return {
      id: this.id,
      state: worker?.state ?? 'starting',
      pid: isAlive ? worker.pid : undefined,
      device: deviceName(this.device),
      uptimeMs: isAlive ? Math.round(this.options.clock.now() - worker.startedAt) : 0,
      restarts: Math.max(0, this.#starts - 1),
    };
  }

  get #worker(): Worker<Payload> | undefined {
    return this.#life?.worker;
  }

  #leave(): void {
    this.#isTaken = false;
    this.#left.resolve();
  }

  /** The next worker starts only after the exit of the last: they share the device's memory. */
  async #keep(): Promise<void> {
    this.#isKept = true;
    while (this.#isTaken) {
      const endBoot = await this.options.bootLimiter.acquire(this.#restartDelay.failures);
      if (!this.#isTaken) endBoot();
      else {
        const { life, failure } = await this.#live(endBoot);
        this.events.gone(failure);
        await this.#pause(this.#restartDelay.after(life));
      }
    }
    this.#isKept = false;
    this.#endRecycling();
  }

  async #live(endBoot: () => void): ReturnType<WorkerLife<Payload>['run']> {
    this.#starts += 1;
    const { id, device } = this;
    const life: WorkerLife<Payload> = new WorkerLife(
      { ...this.options, id, device, log: this.#log },
      {
        progress: (step, ms) => this.events.progress(step, ms),
        ready: (bootMs) => {
          endBoot();
          this.#endRecycling();
          this.events.ready(bootMs);
        },
        turned: () => this.events.turned(),
        due: (why) => void this.#recycle(life, why),
      },
    );
    this.#life = life;
    const end = await life.run();
    endBoot();
    return end;
  }

  async #recycle(life: WorkerLife<Payload>, why: string): Promise<void> {
    const endTurn = await this.options.recycleTurn.acquire();
    // While it waited it may have died, and then its successor has just begun.
    if (!this.#isTaken || life.worker.state !== 'ready') return endTurn();
    this.#endRecycling = endTurn;
    await life.retire(`is recycled: ${why}`);
  }

  /** Ends early when the seat is given up. */
  async #pause(ms: number): Promise<void> {
    if (ms === 0 || !this.#isTaken) return;
    const over = deferred();
    const cancel = this.options.clock.after(ms, () => over.resolve());
    await Promise.race([over.promise, this.#left.promise]);
    cancel();
  }
}
