import type { WorkQueue } from '#queue';
import type { Clock } from '../../clock.js';
import { planSize, type SizeRules } from './plan-size.js';
import type { Seats } from './seats.js';

export interface PoolScalerOptions<Payload> {
  readonly rules: SizeRules;
  readonly seats: Seats<Payload>;
  readonly queues: readonly Pick<WorkQueue<Payload, never>, 'head' | 'backlogMs' | 'onArrival'>[];
  readonly clock: Clock;
  resize(size: number): void;
}

/**
 * Grows and shrinks a pool by {@link planSize}. It is told of what happens, and sets a timer only while time alone may
 * change something: while all workers are busy, or while there are more than the fewest. A pool that is asleep is woken by
 * the next item.
 */
export class PoolScaler<Payload> {
  #isOn = false;
  #isFull = true;
  /** When the pool was last full. */
  #fullAt: number;
  #pressedSince: number | undefined;
  #bootMs = 0;
  /** When the timer fires; `Infinity` without one. */
  #due = Infinity;
  #cancelTimer: () => void = () => {};
  #awaited: readonly (() => void)[] = [];

  constructor(private readonly options: PoolScalerOptions<Payload>) {
    this.#fullAt = options.clock.now();
  }

  /** From now on it decides. */
  turnOn(): void {
    this.#isOn = true;
    this.#fullAt = this.options.clock.now();
    this.look();
  }

  turnOff(): void {
    this.#isOn = false;
    this.#rest();
  }

  booted(ms: number): void {
    this.#bootMs = ms;
  }

  /** A worker has got something to run, or has nothing left. */
  turned(): void {
    if (!this.#isOn || !this.#noteFull()) return;
    const { scaleUpAfterMs, scaleDownAfterMs } = this.options.rules;
    // A timer that comes too early finds that out; so a busy pool sets few.
    this.#lookWithin(this.#isFull ? scaleUpAfterMs : scaleDownAfterMs);
  }

  /** Something may have changed. */
  look(): void {
    if (!this.#isOn) return;
    this.#noteFull();
    const { rules, seats } = this.options;
    const size = seats.taken.length;
    const plan = planSize(this.#view(size), rules);
    this.#rest();
    if (plan.size !== size) {
      this.#fullAt = this.options.clock.now();
      this.#pressedSince = undefined;
      this.options.resize(plan.size);
      this.look();
    } else if (plan.lookInMs !== undefined) this.#lookWithin(plan.lookInMs);
    else if (size === 0) this.#wakeOnArrival();
  }

  /** Whether it is full now; `false` when that is as it was. */
  #noteFull(): boolean {
    const isFull = this.options.seats.ready.every(({ idleSince }) => idleSince === undefined);
    if (isFull === this.#isFull) return false;
    this.#isFull = isFull;
    if (!isFull) this.#fullAt = this.options.clock.now();
    return true;
  }

  #view(size: number): Parameters<typeof planSize>[0] {
    const { rules, seats, clock, queues } = this.options;
    const now = clock.now();
    const arrivedAt = this.#oldest();
    const waitedMs = arrivedAt === undefined ? undefined : now - arrivedAt;
    const isPressed = this.#isFull && waitedMs !== undefined && waitedMs >= rules.scaleUpAfterMs;
    this.#pressedSince = isPressed ? (this.#pressedSince ?? now) : undefined;
    return {
      size,
      starting: size - seats.ready.length,
      isFull: this.#isFull,
      spareMs: this.#isFull ? 0 : now - this.#fullAt,
      waitedMs,
      pressedMs: now - (this.#pressedSince ?? now),
      backlogMs: Math.max(0, ...queues.map((queue) => queue.backlogMs())),
      bootMs: this.#bootMs,
    };
  }

  /** When the first of the items arrived that one more worker could take. */
  #oldest(): number | undefined {
    const { seats, queues } = this.options;
    const { next } = seats;
    if (!next) return undefined;
    return queues.reduce<number | undefined>((oldest, queue) => {
      const arrivedAt = queue.head(next.id)?.arrivedAt;
      return arrivedAt === undefined ? oldest : Math.min(oldest ?? Infinity, arrivedAt);
    }, undefined);
  }

  #lookWithin(ms: number): void {
    const { clock } = this.options;
    const due = clock.now() + ms;
    if (due >= this.#due) return;
    this.#cancelTimer();
    this.#due = due;
    this.#cancelTimer = clock.after(ms, () => {
      this.#due = Infinity;
      this.look();
    });
  }

  #wakeOnArrival(): void {
    this.#awaited = this.options.queues.map((queue) => queue.onArrival(() => this.look()));
  }

  /** No timer, nobody waited for. */
  #rest(): void {
    this.#cancelTimer();
    this.#cancelTimer = () => {};
    this.#due = Infinity;
    for (const end of this.#awaited) end();
    this.#awaited = [];
  }
}
