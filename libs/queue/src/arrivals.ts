import type { Ticket } from '#batching';
import { Subject, type Observable } from 'rxjs';

/**
 * Tells strategies who has joined, once per turn of the event loop: requests that were parsed in one poll phase find
 * each other in one batch, and the price of waking a strategy is paid once for all of them.
 */
export class Arrivals<T extends Ticket> {
  readonly #tickets = new Subject<Ticket>();
  readonly tickets: Observable<Ticket> = this.#tickets.asObservable();
  /** Who has joined since the last announcement, which is due when there are any. */
  #joined: T[] = [];
  #due = false;

  /**
   * @param defer runs the announcement later, or at once when nothing is gained by waiting
   * @param stillWaits whether there is still something to announce
   * @param announced called after each announcement
   */
  constructor(
    private readonly defer: (announce: () => void) => void,
    private readonly stillWaits: (ticket: T) => boolean,
    private readonly announced: () => void,
  ) {}

  add(ticket: T): void {
    this.#joined.push(ticket);
    if (this.#due) return;
    this.#due = true;
    this.defer(this.#announce);
  }

  readonly #announce = (): void => {
    // By index: a listener may make more items join meanwhile, and they belong to this announcement too.
    for (let i = 0; i < this.#joined.length; i++) {
      const ticket = this.#joined[i]!;
      if (this.stillWaits(ticket)) this.#tickets.next(ticket);
    }
    this.#joined = [];
    this.#due = false;
    this.announced();
  };
}
