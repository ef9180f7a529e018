import type { Subscription } from 'rxjs';
import { LitServeException } from '#core';
import type { ResponseObject } from './response-object.js';
import type { StoredResponse } from './response-store.js';
import type { ResponseRun } from './response-run.js';

interface Running {
  readonly run: ResponseRun;
  readonly input: StoredResponse['input'];
  readonly steps: Subscription;
}

/** Responses that run on when their request has been answered. */
export class BackgroundResponses {
  readonly #running = new Map<string, Running>();

  /**
   * @param max how many may run at once
   * @param onError told of errors, which their clients find in the response
   */
  constructor(
    private readonly max: number,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** @throws LitServeException `queue_full` when so many run already, or what its endpoint has refused it with */
  start(run: ResponseRun, input: StoredResponse['input']): void {
    if (this.#running.size >= this.max) throw new LitServeException('queue_full', { retryAfterSeconds: 1 });
    let refusal: { readonly error: unknown } | undefined;
    let isAccepted = false;
    const fail = (error: unknown): void => {
      if (!isAccepted) refusal = { error };
      else this.#fail(run, error);
    };
    const steps = run.follow().subscribe({ error: fail });
    isAccepted = true;
    if (refusal) throw refusal.error;
    const { id } = run.response;
    this.#running.set(id, { run, input, steps });
    steps.add(() => this.#running.delete(id));
  }

  find(id: string): StoredResponse | undefined {
    const found = this.#running.get(id);
    return found && { response: found.run.response, input: found.input };
  }

  /** Ends the model's work as well. @returns the response, if it still ran */
  cancel(id: string): ResponseObject | undefined {
    const found = this.#running.get(id);
    if (!found) return undefined;
    found.steps.unsubscribe();
    found.run.cancel();
    return found.run.response;
  }

  #fail(run: ResponseRun, error: unknown): void {
    this.onError(error);
    run.fail(error);
  }
}
