import type { SchedulerLike, Subscription } from 'rxjs';
import { IndexedHeap, type HeapOrder } from './indexed-heap.js';

/** Later than this, the event loop was stalled, and results may lie unread in the pipes of workers. */
const STALLED_MS = 50;
/** Node runs a timer above 2³¹ - 1 ms at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export interface Deadlined {
  readonly id: number;
  /** When its time is up; `Infinity` = never. Stays as it is while the item is watched. */
  readonly dueAt: number;
  deadlinePosition: number;
}

const BY_DEADLINE: HeapOrder<Deadlined> = {
  before: (a, b) => a.dueAt < b.dueAt || (a.dueAt === b.dueAt && a.id < b.id),
  position: (item) => item.deadlinePosition,
  place: (item, position) => {
    item.deadlinePosition = position;
  },
};

/**
 * Watches all deadlines with one timer, for the earliest at the time it was set. Settling an item touches no timer: a
 * timer that finds nobody late is set for who is first then, and not at all when nobody is left.
 */
export class Deadlines<T extends Deadlined> {
  readonly #live = new IndexedHeap<T>(BY_DEADLINE);
  #timer: Subscription | undefined;
  /** When the timer fires; never later than the earliest deadline. `Infinity` without a timer. */
  #due = Infinity;

  /**
   * @param afterPoll runs its argument once what lies in sockets and pipes has been read
   * @param expired called with each item whose time is up; no longer watched by then, but it may be watched again
   */
  constructor(
    private readonly clock: SchedulerLike,
    private readonly afterPoll: (judge: () => void) => void,
    private readonly expired: (item: T) => void,
  ) {}

  watch(item: T): void {
    if (item.dueAt === Infinity) return;
    this.#live.push(item);
    if (item.dueAt < this.#due) this.#arm(item.dueAt);
  }

  forget(item: T): void {
    this.#live.remove(item);
  }

  #arm(due: number): void {
    this.#timer?.unsubscribe();
    this.#due = due;
    const delayMs = Math.min(Math.max(0, due - this.clock.now()), LONGEST_TIMER_MS);
    this.#timer = this.clock.schedule(this.#fired, delayMs);
    unref(this.#timer);
  }

  readonly #fired = (): void => {
    // The timer counts as set until the verdict, so that nobody sets another meanwhile.
    if (this.clock.now() - this.#due > STALLED_MS) this.afterPoll(this.#judge);
    else this.#judge();
  };

  readonly #judge = (): void => {
    const now = this.clock.now();
    let first = this.#live.head;
    while (first !== undefined && first.dueAt <= now) {
      this.#live.shift();
      this.expired(first);
      first = this.#live.head;
    }
    this.#due = Infinity;
    this.#timer = undefined;
    if (first !== undefined) this.#arm(first.dueAt);
  };
}

/** A deadline alone must not keep the process alive. RxJS shows Node's timer as the `id` of what it has scheduled. */
function unref(timer: Subscription): void {
  if ('id' in timer && isTimeout(timer.id)) timer.id.unref();
}

function isTimeout(id: unknown): id is { unref(): void } {
  return typeof id === 'object' && id !== null && 'unref' in id && typeof id.unref === 'function';
}
