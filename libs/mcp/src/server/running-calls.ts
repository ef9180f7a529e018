import { HttpException, Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';

/** No client ever sees it: nobody is left to see it. */
const CLIENT_CLOSED_REQUEST = 499;

/**
 * The calls in hand that a client may cancel by a message of its own, which is another HTTP request. Clients number their
 * calls themselves, so each gets an id in its first answer, which it sends along from then on. Nothing else is kept.
 */
@Injectable()
export class RunningCalls {
  readonly #calls = new Map<string, AbortController>();

  newSession(): string {
    return randomUUID();
  }

  /** Until {@link end}. Without a session only the end of its request ends a call. */
  begin(session: string | null, call: string | number): AbortController {
    const controller = new AbortController();
    if (session !== null) this.#calls.set(keyOf(session, call), controller);
    return controller;
  }

  end(session: string | null, call: string | number, controller: AbortController): void {
    if (session === null) return;
    const key = keyOf(session, call);
    if (this.#calls.get(key) === controller) this.#calls.delete(key);
  }

  cancel(session: string | null, call: unknown): void {
    if (session === null || (typeof call !== 'string' && typeof call !== 'number')) return;
    this.#calls.get(keyOf(session, call))?.abort(cancelled());
  }

  get size(): number {
    return this.#calls.size;
  }
}

/** Why a call has ended that its client has cancelled. */
export const cancelled = (): HttpException =>
  new HttpException('The call was cancelled', CLIENT_CLOSED_REQUEST);

const keyOf = (session: string, call: string | number): string => `${session} ${JSON.stringify(call)}`;
