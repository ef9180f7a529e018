import type { LitRequest } from '../lit-request.js';
import type { Outlet } from './outlet.js';
import { toAnswer, writeAnswer, type AdapterResponse } from './write-answer.js';

/** Writes a unary answer: the last value, since interceptors may emit others before it. */
export class AnswerOutlet implements Outlet {
  #last: unknown;

  constructor(
    private readonly response: AdapterResponse,
    private readonly request: LitRequest | undefined,
  ) {}

  write(value: unknown): void {
    this.#last = value;
  }

  end(): void {
    writeAnswer(this.response, toAnswer(this.#last, this.request?.head));
  }

  fail(): boolean {
    return false;
  }

  abandon(): void {}
}
