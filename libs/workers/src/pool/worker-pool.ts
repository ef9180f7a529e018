import { deferred, LitServeException } from '#common';
import type { DeviceAssignment } from '#wire';
import { refuseCalls } from '../calls/refuse-calls.js';
import { systemClock } from '../clock.js';
import { UNOBSERVED } from '../pool-observer.js';
import type { Health } from '../worker/health-check.js';
import { BootFailures } from './boot-failures.js';
import { POOL_TIMINGS, type PoolAvailability, type PoolOptions, type PoolSnapshot } from './pool-options.js';
import { RecycleTurn } from './recycle-turn.js';
import { Seat, type SeatOptions } from './seat.js';
import { PoolScaler } from './size/pool-scaler.js';
import { Seats } from './size/seats.js';
import { SizeWait } from './size/size-wait.js';
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
 * replaced. While none is ready, what is in the queues waits. There are as many as it is told, or as it needs.
 */
export class WorkerPool<Payload> {
  readonly #seats: Seats<Payload>;
  readonly #failures: BootFailures<Seat<Payload>>;
  /** Absent when its size never changes by itself. */
  readonly #scaler: PoolScaler<Payload> | undefined;
  readonly #sizeWait = new SizeWait();
  /** Those of the seats taken first that have not had a ready worker yet. */
  #unseen: ReadonlySet<Seat<Payload>> = new Set();
  /** The last worker that is ready stays, unless it is the only one there is. */
  readonly #recycleTurn = new RecycleTurn(() => this.#seats.taken.length === 1 || this.#readyCount > 1);
  readonly #started = deferred();
  readonly #allReady = deferred();
  #hasBegun = false;
  #readyCount = 0;
  #availability: PoolAvailability = 'starting';
  #lastFailure: WorkerBootError | undefined;
  #stop: Promise<void> | undefined;

  constructor(private readonly options: PoolOptions<Payload>) {
    const { devices, size, endpoints, clock = systemClock } = options;
    const seat = {
      ...options,
      routeCall: options.routeCall ?? refuseCalls,
      observer: options.observer ?? UNOBSERVED,
      clock,
      random: options.random ?? Math.random,
      recycle: options.recycle ?? {},
      timings: { ...POOL_TIMINGS, ...options.timings },
      recycleTurn: this.#recycleTurn,
    };
    this.#seats = new Seats(devices.map((device, id) => this.#newSeat(id, device, seat)));
    this.#failures = new BootFailures(() => this.#seats.taken);
    if (size && size.min < devices.length) {
      this.#scaler = new PoolScaler({
        rules: { ...size, max: devices.length },
        seats: this.#seats,
        queues: endpoints.map(({ queue }) => queue),
        clock,
        resize: (workers) => this.#resize(workers),
      });
    }
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
   * Starts the workers it has at least. Resolves when the first is ready, or at once if it need have none; every worker
   * serves all endpoints of the pool.
   *
   * @throws WorkerBootError when the first boot of each worker has failed; the pool goes on trying until it is stopped
   */
  start(): Promise<void> {
    if (!this.#hasBegun) {
      this.#hasBegun = true;
      this.#resize(this.#min);
      this.#unseen = new Set(this.#seats.taken);
      this.#scaler?.turnOn();
      if (this.#min === 0) this.#started.resolve();
    }
    return this.#started.promise;
  }

  /**
   * Has so many workers from now on, in all, until it is told again; `'auto'` gives it back to its options.
   * Resolves when they are ready and those that are too many have gone, or when it is told again.
   *
   * @param size from 1, or from 0 where it may sleep (then the next item wakes it), to one per device given
   * @throws RangeError; WorkerBootError when a boot fails meanwhile, which is tried again; LitServeException `draining`
   */
  async scale(size: number | 'auto'): Promise<void> {
    if (this.#stop) throw new LitServeException('draining');
    this.#checkSize(size);
    void this.start();
    const reached = this.#sizeWait.begin();
    const isAuto = size === 'auto' || size === 0;
    if (!isAuto) this.#scaler?.turnOff();
    if (size !== 'auto') this.#resize(size);
    else if (!this.#scaler) this.#resize(this.#min);
    else this.#sizeWait.reached();
    if (isAuto) this.#scaler?.turnOn();
    return reached;
  }

  /** Pulls nothing more, lets running batches finish and ends the workers. Resolves when all processes have gone. */
  stop({ graceMs }: StopOptions): Promise<void> {
    this.#stop ??= this.#stopSeats(graceMs);
    return this.#stop;
  }

  /** Ends all processes at once; what they run fails with 503 `draining`. {@link stop} resolves then. */
  cutOff(): void {
    const error = new LitServeException('draining');
    this.#scaler?.turnOff();
    for (const seat of this.#seats.all) seat.cutOff(error);
  }

  /** Asks every worker for its health. A busy one counts as it did when it was asked last. */
  health(timeoutMs: number): Promise<readonly WorkerHealth[]> {
    return Promise.all(
      this.#seats.occupied.map(async (seat) => ({ worker: seat.id, ...(await seat.health(timeoutMs)) })),
    );
  }

  snapshot(): PoolSnapshot {
    const workers = this.#seats.occupied.map((seat) => seat.snapshot());
    const failedStep = this.#availability === 'down' ? this.#lastFailure?.step : undefined;
    const isKnown = failedStep !== undefined;
    return {
      pool: this.name,
      availability: this.#availability,
      ...(isKnown ? { failedStep } : {}),
      size: this.#seats.taken.length,
      workers,
    };
  }

  /** Fewest workers. */
  get #min(): number {
    return this.options.size?.min ?? this.options.devices.length;
  }

  #newSeat(id: number, device: DeviceAssignment, options: SeatOptions<Payload>): Seat<Payload> {
    const seat: Seat<Payload> = new Seat(id, device, options, {
      progress: (step, ms) => this.options.events?.progress?.(id, step, ms),
      ready: (bootMs) => this.#onReady(seat, bootMs),
      turned: () => this.#scaler?.turned(),
      gone: (failure) => this.#onGone(seat, failure),
    });
    return seat;
  }

  #checkSize(size: number | 'auto'): void {
    const least = this.#min === 0 ? 0 : 1;
    const most = this.options.devices.length;
    if (size === 'auto' || (Number.isInteger(size) && size >= least && size <= most)) return;
    throw new RangeError(
      `pool "${this.name}": its size must be "auto" or a whole number from ${least} to ${most}, got ${String(size)}; ` +
        'workersPerDevice: { min, max } says how many it may have',
    );
  }

  #resize(size: number): void {
    const before = this.#seats.taken;
    this.#seats.resize(size);
    for (const seat of before) if (!seat.isTaken) this.#failures.vacated(seat);
    this.#update();
  }

  async #stopSeats(graceMs: number): Promise<void> {
    const error = new LitServeException('draining');
    this.#scaler?.turnOff();
    this.#sizeWait.failed(error);
    await Promise.all(this.#seats.all.map((seat) => seat.stop(graceMs, error)));
    // Nobody may wait for ever for a pool that was stopped before it was ready.
    this.#started.reject(error);
  }

  #onReady(seat: Seat<Payload>, bootMs: number): void {
    this.#failures.ready(seat);
    this.#unseen = new Set([...this.#unseen].filter((one) => one !== seat));
    this.#scaler?.booted(bootMs);
    this.#update();
    this.#scaler?.look();
    this.#started.resolve();
    if (this.#unseen.size === 0) this.#allReady.resolve();
  }

  #onGone(seat: Seat<Payload>, failure: WorkerBootError | undefined): void {
    if (failure && seat.isTaken) {
      this.#failures.failed(seat, failure);
      this.#lastFailure = failure;
      this.#sizeWait.failed(failure);
    }
    this.#update();
    this.#scaler?.look();
    if (failure && this.#availability === 'down') this.#started.reject(failure);
  }

  #update(): void {
    const { events } = this.options;
    const { ready, taken, occupied } = this.#seats;
    const readyCount = ready.length;
    if (readyCount !== this.#readyCount) {
      this.#readyCount = readyCount;
      events?.ready?.(readyCount);
    }
    const availability = this.#assess(taken.length);
    if (availability !== this.#availability) {
      this.#availability = availability;
      events?.availability?.(availability);
    }
    if (readyCount === taken.length && occupied.length === taken.length) this.#sizeWait.reached();
    this.#recycleTurn.look();
  }

  #assess(size: number): PoolAvailability {
    if (this.#readyCount > 0) return 'ready';
    if (size === 0) return 'idle';
    return this.#failures.isDown ? 'down' : 'starting';
  }
}
