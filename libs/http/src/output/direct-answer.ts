import { rawOf, type LitRequest } from '../lit-request.js';
import type { Outlet } from './outlet.js';
import type { AdapterResponse } from './write-answer.js';

/** Whoever makes an answer tells it like this. */
export interface AnswerObserver {
  next(value: unknown): void;
  error(error: unknown): void;
  complete(): void;
}

/**
 * Writes an answer where no interceptor of the app wants to see it: without any chain of Observables, which would cost
 * more than all the rest of a small request.
 *
 * @param request absent where nobody else listens for the end of the response
 * @param open begins to make the answer; returns what ends that early, when the client has gone
 * @returns settles when the answer is written; rejects with an error for the filters
 */
export function answerDirectly(
  outlet: Outlet,
  response: AdapterResponse,
  request: LitRequest | undefined,
  open: (observer: AnswerObserver) => () => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const direct = new DirectAnswer(outlet, resolve, reject);
    const cancel = open(direct);
    // It comes after every answer, too; what has ended is not cancelled by it.
    const left = (): void => {
      if (direct.leave()) cancel();
    };
    if (request) request.left = left;
    else rawOf(response).once('close', left);
  });
}

class DirectAnswer implements AnswerObserver {
  #isOver = false;

  constructor(
    private readonly outlet: Outlet,
    private readonly resolve: () => void,
    private readonly reject: (error: unknown) => void,
  ) {}

  next(value: unknown): void {
    if (!this.#isOver) this.outlet.write(value);
  }

  complete(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    try {
      this.outlet.end();
      this.resolve();
    } catch (error) {
      this.reject(error);
    }
  }

  error(error: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (this.outlet.fail(error)) this.resolve();
    else this.reject(error);
  }

  /** The response is closed. Tells whether the answer was still being made. */
  leave(): boolean {
    this.outlet.abandon();
    if (this.#isOver) return false;
    this.#isOver = true;
    this.resolve();
    return true;
  }
}
