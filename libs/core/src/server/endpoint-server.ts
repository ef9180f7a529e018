import { randomUUID } from 'node:crypto';
import { Observable } from 'rxjs';
import type { Ticket } from '#batching';
import { answerType, argumentTypes, type EndpointDefinition, type Priority } from '#endpoint';
import {
  answerDirectly,
  litRequestOf,
  negotiateFormat,
  type AdapterResponse,
  type AnswerObserver,
  type LitRequest,
  type Outlets,
  type RouteAdmission,
  type StreamFlow,
} from '#http';
import type { Sink, Work, WorkQueue } from '#queue';
import { encodeArgs, type AnswerForm, type ItemMeta } from '#wire';
import type { Answer } from '#workers';
import { AnswerSink } from './answer-sink.js';
import {
  requestMeta,
  requestPriority,
  requestTimeoutMs,
  unreadPayload,
  type AdapterRequest,
  type RequestPayload,
} from './request-payload.js';
import { scheduleOf } from './schedule.js';
import { StreamCredit } from './stream-credit.js';

/** When an item is due, and what it inherits. */
export type Terms = Pick<Work<RequestPayload, Answer>, 'timeoutMs' | 'elapsedMs' | 'rank' | 'isOwed'>;

/** Of a request by the route of a spec, which may make several items of it: holds back the streams they become. */
export interface SharedFlow {
  add(flow: StreamFlow): void;
}

/** An item that the route of a spec makes of its request. */
export interface SpecItem {
  readonly flow: SharedFlow;
  readonly timeoutMs?: number;
  readonly priority?: Priority;
}

/** One endpoint at work in the HTTP process: encodes requests, queues them, and hands outcomes back to their callers. */
export class EndpointServer implements RouteAdmission {
  readonly #argumentTypes: ReturnType<typeof argumentTypes>;
  readonly #answerType: Function | undefined;
  /** Absent when the endpoint does not stream. */
  readonly #streamIdleMs: number | undefined;
  /** Values when interceptors of the app look at the answers, else bytes that the worker has made ready. */
  answerForm: AnswerForm = 'bytes';

  constructor(
    readonly definition: EndpointDefinition,
    readonly queue: WorkQueue<RequestPayload, Answer>,
    private readonly clientPriority: boolean,
    private readonly outlets: Outlets,
    private readonly elapsedSince = (arrivedAt: number): number => performance.now() - arrivedAt,
  ) {
    this.#argumentTypes = argumentTypes(definition.cls);
    this.#answerType = answerType(definition.cls);
    this.#streamIdleMs = definition.options.stream ? definition.options.streamIdleMs : undefined;
  }

  /** Its priority is not known before its body is, so it counts as the first it could be. */
  refusal(): Error | undefined {
    const { timeoutMs, scheduling } = this.definition.options;
    const isUrgent = scheduling.priority !== undefined || this.clientPriority;
    return this.queue.refusal({ timeoutMs, priority: isUrgent ? 'high' : 'normal' });
  }

  refused({ id, arrivedAt }: LitRequest, error: Error): void {
    this.queue.reject(unreadPayload(id), error, this.elapsedSince(arrivedAt));
  }

  /**
   * Answers one HTTP request with one value, or with the chunks of a stream. When the client has gone it is cancelled:
   * queued work never reaches `predict`, running work sees its signal abort.
   *
   * @param args the parameters of `decodeRequest` as Nest resolved them
   * @returns settles when the answer is written; or, for the interceptors of the app, its values
   */
  handle(
    args: unknown[],
    request: AdapterRequest,
    response: AdapterResponse,
  ): Promise<void> | Observable<unknown> {
    if (this.answerForm === 'value') return this.values(args, request);
    const outlet = this.outlets.open(this.definition.options.stream, request, response);
    return answerDirectly(outlet, response, litRequestOf(request), (observer) =>
      this.#open(args, request, observer),
    );
  }

  /** @param spec given by the route of a spec, which calls once for each item it makes of its request */
  values(args: unknown[], request: AdapterRequest, spec?: SpecItem): Observable<unknown> {
    return new Observable((subscriber) => {
      try {
        return this.#open(args, request, subscriber, spec);
      } catch (error) {
        subscriber.error(error);
        return undefined;
      }
    });
  }

  /** The one way into the queue, of HTTP requests and of calls from code. */
  submit(payload: RequestPayload, terms: Terms, sink: Sink<Answer>): Ticket {
    return this.queue.submit({
      payload,
      timeoutMs: terms.timeoutMs,
      elapsedMs: terms.elapsedMs,
      priority: payload.meta.priority,
      rank: terms.rank,
      isOwed: terms.isOwed,
      streamIdleMs: this.#streamIdleMs,
      sink,
    });
  }

  /** @returns cancels it, if it has not ended */
  #open(args: unknown[], request: AdapterRequest, observer: AnswerObserver, spec?: SpecItem): () => void {
    const ticket = this.#handle(args, request, observer, spec);
    return () => this.queue.cancel(ticket);
  }

  #handle(
    args: unknown[],
    request: AdapterRequest,
    observer: AnswerObserver,
    spec: SpecItem | undefined,
  ): Ticket {
    const { stream, timeoutMs } = this.definition.options;
    const state = litRequestOf(request);
    // A worker is granted credit only for chunks it has sent, and so never before there is a ticket.
    const credit = stream ? new StreamCredit((bytes) => this.queue.credit(ticket, bytes)) : undefined;
    if (credit && spec) spec.flow.add(credit);
    else if (state) state.flow = credit;
    const asked = this.clientPriority ? (spec?.priority ?? requestPriority(request.headers)) : undefined;
    const { priority, key, cost, session } = scheduleOf(this.definition, args[0], asked);
    const ticket = this.submit(
      {
        args: encodeArgs(args, this.#argumentTypes),
        key,
        cost,
        session,
        meta: this.#meta(request, state?.id ?? randomUUID(), priority, spec !== undefined),
      },
      {
        timeoutMs: shorter(requestTimeoutMs(timeoutMs, request.headers), spec?.timeoutMs),
        elapsedMs: state ? this.elapsedSince(state.arrivedAt) : 0,
      },
      new AnswerSink(observer, this.#answerType, spec ? undefined : state, credit),
    );
    return ticket;
  }

  #meta(
    request: AdapterRequest,
    requestId: string,
    priority: Priority,
    isSpec: boolean,
  ): Omit<ItemMeta, 'remainingMs' | 'attempt'> {
    if (isSpec) return { requestId, priority, form: 'value', ...requestMeta(request) };
    const format = this.definition.options.stream ? negotiateFormat(request.headers.accept) : undefined;
    return { requestId, priority, form: this.answerForm, format, ...requestMeta(request) };
  }
}

/** 0 = no deadline. */
const shorter = (timeoutMs: number, asked: number | undefined): number =>
  asked === undefined ? timeoutMs : Math.min(timeoutMs || Infinity, asked);
