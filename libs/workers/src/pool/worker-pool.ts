import { deferred, LitServeException } from '#common';
import { refuseCalls } from '../calls/refuse-calls.js';
import { systemClock } from '../clock.js';
import { UNOBSERVED } from '../pool-observer.js';
import type { Health } from '../worker/health-check.js';
import { BootFailures } from './boot-failures.js';
import { POOL_TIMINGS, type PoolAvailability, type PoolOptions, type PoolSnapshot } from './pool-options.js';
import { RecycleTurn } from './recycle-turn.js';
import { Seat } from './seat.js';
import type { WorkerBootError } from './worker-boot.error.js';

export interface WorkerHealth extends Health {
  readonly worker: number;
}

export interface StopOptions {
  /** How long running batches may take, in ms; what is left then fails with 503 `draining`. */
  readonly graceMs: number;
}

/**
 * The worker processes of one or more endpoints. Their slots pull from the endpoints' queues; dead workers are
 * replaced. While none is ready, what is in the queues waits.
 */
export class WorkerPool<Payload> {
  readonly #seats: readonly Seat<Payload>[];
  readonly #failures: BootFailures<Seat<Payload>>;
  /** Seats that have not had a ready worker yet. */
  readonly #unseen: Set<Seat<Payload>>;
  /** The last worker that is ready stays, unless it is the only one there ever is. */
  readonly #recycleTurn = new RecycleTurn(() => this.#seats.length === 1 || this.#countReady() > 1);
  readonly #started = deferred();
  readonly #allReady = deferred();
  #hasBegun = false;
  #readyCount = 0;
  #availability: PoolAvailability = 'starting';
  #lastFailure: WorkerBootError | undefined;
  #stop: Promise<void> | undefined;

  constructor(private readonly options: PoolOptions<Payload>) {
    const seat = {
      ...options,
      routeCall: options.routeCall ?? refuseCalls,
      observer: options.observer ?? UNOBSERVED,
      clock: options.clock ?? systemClock,
      random: options.random ?? Math.random,
      recycle: options.recycle ?? {},
      timings: { ...POOL_TIMINGS, ...options.timings },
      recycleTurn: this.#recycleTurn,
    };
    this.#seats = options.devices.map((device, id) => {
      const one: Seat<Payload> = new Seat(id, device, seat, {
        progress: (step, ms) => options.events?.progress?.(id, step, ms),
        ready: () => this.#onReady(one),
        gone: (failure) => this.#onGone(one, failure),
      });
      return one;
    });
    this.#failures = new BootFailures(this.#seats);
    this.#unseen = new Set(this.#seats);
    // Whoever awaits `start` hears of a failure; nobody has to.
    this.#started.promise.catch(() => {});
  }

  get name(): string {
    return this.options.name;
  }

  get readyCount(): number {
    return this.#readyCount;
  }

  get availability(): PoolAvailability {
    return this.#availability;
  }

  /** Resolves when every worker has been ready once. */
  get allReady(): Promise<void> {
    return this.#allReady.promise;
  }

  /**
   * Starts the workers. Resolves when the first is ready; every worker serves all endpoints of the pool.
   *
   * @throws WorkerBootError when the first boot of each worker has failed; the pool goes on trying until it is stopped
   */
  start(): Promise<void> {
    if (!this.#hasBegun) for (const seat of this.#seats) void seat.keep();
    this.#hasBegun = true;
    return this.#started.promise;
  }

  /** Pulls nothing more, lets running batches finish and ends the workers. Resolves when all processes have gone. */
  stop({ graceMs }: StopOptions): Promise<void> {
    this.#stop ??= this.#stopSeats(graceMs);
    return this.#stop;
  }

  /** Ends all processes at once; what they run fails with 503 `draining`. {@link stop} resolves then. */
  cutOff(): void {
    const error = new LitServeException('draining');
    for (const seat of this.#seats) seat.cutOff(error);
  }

  /** Asks every worker for its health. A busy one counts as it did when it was asked last. */
  health(timeoutMs: number): Promise<readonly WorkerHealth[]> {
    return Promise.all(
      this.#seats.map(async (seat) => ({ worker: seat.id, ...(await seat.health(timeoutMs)) })),
    );
  }

  snapshot(): PoolSnapshot {
    const workers = this.#seats.map((seat) => seat.snapshot());
    const failedStep = this.#availability === 'down' ? this.#lastFailure?.step : undefined;
    const isKnown = failedStep !== undefined;
    return {
      pool: this.name,
      availability: this.#availability,
      ...(isKnown ? { failedStep } : {}),
      workers,
    };
  }

  async #stopSeats(graceMs: number): Promise<void> {
    const error = new LitServeException('draining');
    await Promise.all(this.#seats.map((seat) => seat.stop(graceMs, error)));
    // Nobody may wait for ever for a pool that was stopped before it was ready.
    this.#started.reject(error);
  }

  #onReady(seat: Seat<Payload>): void {
    this.#failures.ready(seat);
    this.#unseen.delete(seat);
    this.#update();
    this.#started.resolve();
    if (this.#unseen.size === 0) this.#allReady.resolve();
  }

  #onGone(seat: Seat<Payload>, failure: WorkerBootError | undefined): void {
    if (failure) {
      this.#failures.failed(seat, failure);
      this.#lastFailure = failure;
    }
    this.#update();
    if (failure && this.#availability === 'down') this.#started.reject(failure);
  }

  #update(): void {
    const { events } = this.options;
    const readyCount = this.#countReady();
    if (readyCount !== this.#readyCount) {
      this.#readyCount = readyCount;
      events?.ready?.(readyCount);
    }
    const availability = this.#assess();
    if (availability !== this.#availability) {
      this.#availability = availability;
      events?.availability?.(availability);
    }
    this.#recycleTurn.look();
  }

  #countReady(): number {
    return this.#seats.filter((seat) => seat.isReady).length;
  }

  #assess(): PoolAvailability {
    if (this.#readyCount > 0) return 'ready';
    return this.#failures.isDown ? 'down' : 'starting';
  }
}
