import { HttpException } from '@nestjs/common';
import { tap, type Subscription } from 'rxjs';
import { LitServeException } from '#core';
import type { Delta } from '../answer/delta.js';
import type { ChoiceStep } from '../answer/follow-choice.js';
import { invalidRequest } from '../errors/openai.exception.js';
import type { ResponseObject } from './response-object.js';
import type { StoredResponse } from './response-store.js';
import type { ResponseRun } from './response-run.js';

export interface BackgroundLimits {
  /** How many may run at once. */
  readonly maxBackground: number;
  /** What one may come to, and how long it may take. */
  readonly maxStoredBytes: number;
  readonly ttlMs: number;
}

interface Running {
  readonly run: ResponseRun;
  readonly about: Omit<StoredResponse, 'response'>;
  readonly steps: Subscription;
}

/** Responses that run on when their request has been answered. */
export class BackgroundResponses {
  readonly #running = new Map<string, Running>();

  /**
   * @param now in milliseconds, never running backwards
   * @param onError told of errors, which their clients find in the response
   */
  constructor(
    private readonly limits: BackgroundLimits,
    private readonly now: () => number,
    private readonly onError: (error: unknown) => void,
  ) {}

  /**
   * @throws OpenAIException 400 when none may run, LitServeException `queue_full` when too many do, or what its endpoint
   * has refused it with
   */
  start(run: ResponseRun, about: Omit<StoredResponse, 'response'>): void {
    const { maxBackground: max } = this.limits;
    if (max === 0) throw invalidRequest('background', 'Responses do not run in the background here');
    if (this.#running.size >= max) throw new LitServeException('queue_full', { retryAfterSeconds: 1 });
    let refusal: { readonly error: unknown } | undefined;
    let isAccepted = false;
    const fail = (error: unknown): void => {
      if (!isAccepted) refusal = { error };
      else this.#fail(run, error);
    };
    const steps = run.follow().pipe(tap(this.#bound())).subscribe({ error: fail });
    isAccepted = true;
    if (refusal) throw refusal.error;
    const { id } = run.response;
    this.#running.set(id, { run, about, steps });
    steps.add(() => this.#running.delete(id));
  }

  find(id: string): StoredResponse | undefined {
    const found = this.#running.get(id);
    return found && { ...found.about, response: found.run.response };
  }

  /** Ends the model's work as well. @returns the response, if it still ran */
  cancel(id: string): ResponseObject | undefined {
    const found = this.#running.get(id);
    if (!found) return undefined;
    found.steps.unsubscribe();
    found.run.cancel();
    return found.run.response;
  }

  /** Nobody reads it, so nobody leaves when a model has no end: what could not be kept anyway is given up. */
  #bound(): (step: ChoiceStep) => void {
    const { maxStoredBytes, ttlMs } = this.limits;
    const startedAt = this.now();
    let size = 0;
    return ({ delta }) => {
      if (!delta) return;
      size += sizeOf(delta);
      if (size > maxStoredBytes || this.now() - startedAt > ttlMs)
        throw new HttpException('The response has grown too long to be kept', 500);
    };
  }

  #fail(run: ResponseRun, error: unknown): void {
    this.onError(error);
    run.fail(error);
  }
}

/** In letters, about. */
function sizeOf({ content, refusal, tool_calls: calls = [] }: Delta): number {
  const text = (content ?? '').length + (refusal ?? '').length;
  return calls.reduce((total, call) => total + (call.function?.arguments ?? '').length, text);
}
