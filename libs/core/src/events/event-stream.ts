import { Logger } from '@nestjs/common';
import { Observable, Subject, Subscriber, type Observer, type Subscription } from 'rxjs';

/**
 * What happens, for whoever wants to know. Nothing is made for nobody, and an observer that throws is logged: RxJS would
 * end the process for it, as an error that nobody has caught.
 */
export class EventStream<Event> extends Observable<Event> {
  readonly #subject = new Subject<Event>();
  readonly #logger = new Logger('LitServe');

  constructor() {
    super((subscriber) => this.#subject.subscribe(subscriber));
  }

  get isObserved(): boolean {
    return this.#subject.observed;
  }

  emit(event: Event): void {
    this.#subject.next(event);
  }

  complete(): void {
    this.#subject.complete();
  }

  override subscribe(
    observer?: Partial<Observer<Event>> | ((event: Event) => void) | null,
    error?: ((error: unknown) => void) | null,
    complete?: (() => void) | null,
  ): Subscription {
    // Operators subscribe so; what is thrown in them is the business of who observes their outcome.
    if (observer instanceof Subscriber) return super.subscribe(observer);
    const given =
      typeof observer === 'function' || !observer ? { next: observer, error, complete } : observer;
    return super.subscribe({
      next: (event) => this.#guard(() => given.next?.(event)),
      error: (thrown: unknown) => given.error?.(thrown),
      complete: () => this.#guard(() => given.complete?.()),
    });
  }

  #guard(observe: () => void): void {
    try {
      observe();
    } catch (error) {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.#logger.error(`A subscriber of events$ threw: ${text}`);
    }
  }
}
