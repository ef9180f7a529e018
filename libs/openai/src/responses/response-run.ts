import { tap, type Observable } from 'rxjs';
import type { Choice } from '../answer/choice.js';
import type { FinishReason, Usage } from '../answer/delta.js';
import type { ChoiceStep } from '../answer/follow-choice.js';
import { describeError } from '../errors/describe-error.js';
import { OutputItems } from './output-items.js';
import type { Emit } from './response-event.js';
import {
  responseUsage,
  type ResponseFrame,
  type ResponseObject,
  type ResponseState,
} from './response-object.js';

/** What a run needs to know of the generation behind it. */
export interface OneChoice {
  steps(): Observable<ChoiceStep>;
  reasonOf(choice: Choice): FinishReason;
  usage(): Usage | null;
}

const BEGINNING: ResponseState = {
  status: 'queued',
  completed_at: null,
  error: null,
  incomplete_details: null,
  output: [],
  usage: null,
};

/** By why a choice has ended, what is missing from it; nothing for the other reasons. */
const INCOMPLETE: Partial<Record<FinishReason, string>> = {
  length: 'max_output_tokens',
  content_filter: 'content_filter',
};

/** A response from the first step of its model to its end, which comes once. */
export class ResponseRun {
  readonly #output: OutputItems;
  #state: ResponseState = BEGINNING;

  /**
   * @param emit told of each event, or absent when nobody listens
   * @param onEnd given the response, if it is to be kept, before the event that says it is over
   */
  constructor(
    private readonly frame: ResponseFrame,
    private readonly choice: OneChoice,
    private readonly onEnd: ((response: ResponseObject) => void) | undefined,
    private readonly emit?: Emit,
  ) {
    this.#output = new OutputItems(emit);
  }

  get response(): ResponseObject {
    return { ...this.frame, ...this.#state, output: this.#output.items };
  }

  /** Runs the model. Errors are the caller's, who may let the response {@link fail}. */
  follow(): Observable<ChoiceStep> {
    return this.choice.steps().pipe(
      tap(({ choice, delta }) => {
        this.#begin();
        if (delta) this.#output.take(delta);
        else this.#complete(choice);
      }),
    );
  }

  /** Ends it with what it has, and two events: some clients wait for the first, others throw at the second. */
  fail(cause: unknown): void {
    const { error } = describeError(cause);
    const code = error.code === 'rate_limit_exceeded' ? error.code : 'server_error';
    this.#output.end('incomplete');
    this.#end({ status: 'failed', error: { code, message: error.message } }, 'response.failed');
    this.emit?.('error', { ...error, type: 'error', error });
  }

  cancel(): void {
    this.#output.end('incomplete');
    this.#end({ status: 'cancelled' });
  }

  #begin(): void {
    if (this.#state.status !== 'queued') return;
    this.#state = { ...this.#state, status: 'in_progress' };
    if (!this.emit) return;
    this.emit('response.created', { response: this.response });
    this.emit('response.in_progress', { response: this.response });
  }

  #complete(choice: Choice): void {
    const reason = INCOMPLETE[this.choice.reasonOf(choice)];
    const usage = responseUsage(this.choice.usage());
    const status = reason === undefined ? 'completed' : 'incomplete';
    if (this.#output.items.length === 0) this.#output.take({ content: '' });
    this.#output.end(status);
    const details = reason === undefined ? null : { reason };
    this.#end({ status, usage, incomplete_details: details }, `response.${status}`);
  }

  #end(state: Partial<ResponseState>, event?: string): void {
    const ended = state.status === 'completed' ? Math.floor(Date.now() / 1000) : null;
    this.#state = { ...this.#state, ...state, completed_at: ended };
    const { response } = this;
    this.onEnd?.(response);
    if (event) this.emit?.(event, { response });
  }
}
