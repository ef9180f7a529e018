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
  ready(): void;
  /** Its worker has gone; `failure` is set when it never was ready. */
  gone(failure: WorkerBootError | undefined): void;
}

export type SeatOptions<Payload> = Required<Omit<PoolOptions<Payload>, 'events' | 'timings' | 'devices'>> & {
  readonly timings: PoolTimings;
  /** A seat has the turn from the recycling of its worker until the next one is ready. */
  readonly recycleTurn: RecycleTurn;
};

/** One worker's place in a pool: a number and a device, kept while workers come and go. */
export class Seat<Payload> {
  readonly #log: WorkerLog;
  readonly #restartDelay: RestartDelay;
  readonly #stopped = deferred();
  #isStopping = false;
  /** The present worker, or the last one while there is none. */
  #worker: Worker<Payload> | undefined;
  #starts = 0;
  /** Gives the turn back that a worker was recycled in. */
  #endRecycling: () => void = () => {};

  constructor(
    readonly id: number,
    private readonly device: DeviceAssignment,
    private readonly options: SeatOptions<Payload>,
    private readonly events: SeatEvents,
  ) {
    this.#log = new WorkerLog(options.logger, options.name, id);
    this.#restartDelay = new RestartDelay(options.timings, options.random);
  }

  get isReady(): boolean {
    return this.#worker?.state === 'ready';
  }

  /** Keeps a worker in the seat. The next one starts only after the exit of the last: they share the device's memory. */
  async keep(): Promise<void> {
    while (!this.#isStopping) {
      const endBoot = await this.options.bootLimiter.acquire(this.#restartDelay.failures);
      if (this.#isStopping) return endBoot();
      const { life, failure } = await this.#live(endBoot);
      this.events.gone(failure);
      await this.#pause(this.#restartDelay.after(life));
    }
  }

  /** @see Worker.stop */
  async stop(graceMs: number, error: Error): Promise<void> {
    this.#isStopping = true;
    this.#stopped.resolve();
    await this.#worker?.stop(graceMs, error);
  }

  /** @see Worker.cutOff */
  cutOff(error: Error): void {
    this.#isStopping = true;
    this.#stopped.resolve();
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

  async #live(endBoot: () => void): ReturnType<WorkerLife<Payload>['run']> {
    this.#starts += 1;
    const { id, device } = this;
    const life: WorkerLife<Payload> = new WorkerLife(
      { ...this.options, id, device, log: this.#log },
      {
        progress: (step, ms) => this.events.progress(step, ms),
        ready: () => {
          endBoot();
          this.#endRecycling();
          this.events.ready();
        },
        due: (why) => void this.#recycle(life, why),
      },
    );
    this.#worker = life.worker;
    const end = await life.run();
    endBoot();
    return end;
  }

  async #recycle(life: WorkerLife<Payload>, why: string): Promise<void> {
    const endTurn = await this.options.recycleTurn.acquire();
    // While it waited it may have died, and then its successor has just begun.
    if (this.#isStopping || life.worker.state !== 'ready') return endTurn();
    this.#endRecycling = endTurn;
    await life.retire(why);
  }

  /** Ends early when the seat is given up. */
  async #pause(ms: number): Promise<void> {
    if (ms === 0 || this.#isStopping) return;
    const over = deferred();
    const cancel = this.options.clock.after(ms, () => over.resolve());
    await Promise.race([over.promise, this.#stopped.promise]);
    cancel();
  }
}
