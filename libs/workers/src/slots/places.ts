import { deferred, type Deferred } from '#common';
import { Revocation } from '#queue';
import type { Place } from '../calls/lent-place.js';
import type { Clock } from '../clock.js';

/** Leave to keep a demand open, until it is revoked. */
export class Turn extends Revocation {
  /** Its place among the open ones; -1 when it is not open. */
  position = -1;
}

interface Asking {
  /** Of the item that would go next, `undefined` when none waits. */
  readonly rank: () => number | undefined;
  readonly answer: Deferred<Turn | undefined>;
}

/**
 * The places of one worker process, shared by the slots of several endpoints: a native run blocks the process, so a
 * second endpoint would only wait inside, out of the queue's reach. Every slot may ask for work while a place is free;
 * the first that gets some takes the place.
 */
export class Places implements Place {
  /** Slots that want to ask for work. */
  #asking: Asking[] = [];
  /** Demands that are open; only while a place is free. */
  readonly #open: Turn[] = [];
  /** Below 0 while runs have gone on whose places were lent and taken. */
  #free: number;
  /** Of runs that wait for calls. */
  #lent = 0;
  #isAdmitting = false;
  #isPaused = false;
  #isClosed = false;

  /** @param onChange called when a place was lent or is free again */
  constructor(
    private readonly places: number,
    private readonly clock: Clock,
    private readonly onChange: () => void = () => {},
  ) {
    this.#free = places;
  }

  /** How many runs wait for calls, and have lent their places. */
  get lent(): number {
    return this.#lent;
  }

  /** Whether nothing runs. */
  get isIdle(): boolean {
    return this.#free === this.places && this.#lent === 0;
  }

  /** Whether a slot that asks would wait, however many places are free. */
  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** Resolves when the slot may open a demand; with `undefined` once the places are closed. */
  ask(rank: () => number | undefined): Promise<Turn | undefined> {
    const answer = deferred<Turn | undefined>();
    this.#asking.push({ rank, answer });
    this.#admitSoon();
    return answer.promise;
  }

  /** The demand brought work. `false` if another slot was faster; the work must be given back then. */
  take(turn: Turn): boolean {
    if (!this.leave(turn)) return false;
    this.#occupy();
    return true;
  }

  /** The demand brought nothing. Tells whether it was still open. */
  leave(turn: Turn): boolean {
    if (turn.position < 0) return false;
    // The last one takes its place, so nothing moves up.
    const last = this.#open.pop();
    if (last && last !== turn) {
      this.#open[turn.position] = last;
      last.position = turn.position;
    }
    turn.position = -1;
    return true;
  }

  /** The work is done. */
  release(): void {
    this.#vacate();
  }

  /** The work waits for something that may need a place itself. */
  lend(): void {
    this.#lent += 1;
    this.#vacate();
  }

  /** The work goes on; nobody is kept out who is in, but nobody else gets in. */
  reclaim(): void {
    this.#lent -= 1;
    this.#occupy();
    this.onChange();
  }

  /** No demand is open until {@link resume}; slots may ask, and wait. */
  pause(): void {
    this.#isPaused = true;
    this.#abortOpen();
  }

  resume(): void {
    this.#isPaused = false;
    this.#admitSoon();
  }

  /** No slot asks any more; what runs keeps its place. */
  close(): void {
    this.#isClosed = true;
    this.#abortOpen();
    for (const { answer } of this.#asking.splice(0)) answer.resolve(undefined);
  }

  #vacate(): void {
    this.#free += 1;
    this.onChange();
    this.#admitSoon();
  }

  #occupy(): void {
    this.#free -= 1;
    if (this.#free <= 0) this.#abortOpen();
  }

  /** At the end of the microtask, when the slot that has just released its place asks again with the others. */
  #admitSoon(): void {
    if (this.#isAdmitting) return;
    this.#isAdmitting = true;
    queueMicrotask(() => {
      this.#isAdmitting = false;
      this.#admit();
    });
  }

  /**
   * Lowest rank first, and alone: were all admitted at once, each would cut a batch, all but one in vain. The others
   * follow in the next turn, since the first may wait for company while they have a full batch.
   */
  #admit(): void {
    if (this.#isClosed) return this.close();
    if (this.#free <= 0 || this.#isPaused) return;
    const ranked = this.#asking.map((asking) => ({ asking, rank: asking.rank() ?? Infinity }));
    ranked.sort((one, other) => one.rank - other.rank);
    this.#asking = ranked.map(({ asking }) => asking);
    if (ranked.length < 2 || ranked[0]?.rank === Infinity) return this.#admitAll();
    this.#admitOne();
    this.clock.nextTurn(() => this.#admitAll());
  }

  #admitAll(): void {
    while (this.#free > 0 && !this.#isPaused && this.#asking.length > 0) this.#admitOne();
  }

  #admitOne(): void {
    const turn = new Turn();
    turn.position = this.#open.push(turn) - 1;
    this.#asking.shift()?.answer.resolve(turn);
  }

  #abortOpen(): void {
    for (const open of this.#open.splice(0)) {
      open.position = -1;
      open.abort();
    }
  }
}
