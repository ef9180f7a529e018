import { Observable } from 'rxjs';
import { answerType, argumentTypes, type EndpointDefinition } from '#endpoint';
import { litRequestOf, ReadyAnswer } from '#http';
import type { Sink, WorkQueue } from '#queue';
import { decodeAnswer, encodeArgs, type AnswerForm } from '#wire';
import type { Answer } from '#workers';
import { randomUUID } from 'node:crypto';
import {
  requestMeta,
  requestTimeoutMs,
  type AdapterRequest,
  type RequestPayload,
} from './request-payload.js';

/** One endpoint at work in the HTTP process: encodes requests, queues them, and hands outcomes back to their callers. */
export class EndpointServer {
  readonly #argumentTypes: ReturnType<typeof argumentTypes>;
  readonly #answerType: Function | undefined;
  /** Values when interceptors of the app look at the answers, else bytes that the worker has made ready. */
  answerForm: AnswerForm = 'bytes';

  constructor(
    readonly definition: EndpointDefinition,
    readonly queue: WorkQueue<RequestPayload, Answer>,
  ) {
    this.#argumentTypes = argumentTypes(definition.cls);
    this.#answerType = answerType(definition.cls);
  }

  /**
   * Answers one HTTP request. Unsubscribing, which Nest does when the client has gone, cancels it: queued work never
   * reaches `predict`, running work sees its signal abort.
   *
   * @param args the parameters of `decodeRequest` as Nest resolved them
   */
  handle(args: unknown[], request: AdapterRequest): Observable<unknown> {
    return new Observable((subscriber) => {
      const sink: Sink<Answer> = {
        done: (answer) => {
          try {
            subscriber.next(this.#toAnswer(answer));
            subscriber.complete();
          } catch (error) {
            subscriber.error(error);
          }
        },
        fail: (error) => subscriber.error(error),
      };
      try {
        const state = litRequestOf(request);
        const requestId = state?.id ?? randomUUID();
        const ticket = this.queue.submit({
          payload: {
            args: encodeArgs(args, this.#argumentTypes),
            meta: { requestId, priority: 'normal', form: this.answerForm, ...requestMeta(request) },
          },
          timeoutMs: requestTimeoutMs(this.definition.options.timeoutMs, request.headers),
          elapsedMs: state ? performance.now() - state.arrivedAt : 0,
          priority: 'normal',
          sink,
        });
        return () => this.queue.cancel(ticket);
      } catch (error) {
        subscriber.error(error);
        return undefined;
      }
    });
  }

  #toAnswer(answer: Answer): unknown {
    if (answer.kind === 'value') return decodeAnswer(answer.value, this.#answerType);
    return new ReadyAnswer(answer.bytes, answer.contentType, answer.status, answer.headers);
  }
}
