import { isScheduled } from '#endpoint';
import {
  decodeArgs,
  encodeAnswer,
  errorToData,
  receivedOf,
  type CallMessage,
  type Encoded,
  type Received,
} from '#wire';
import type { CallParent, RoutedCall, RouteCall } from '#workers';
import type { EndpointServer } from '../server/endpoint-server.js';
import type { RequestPayload } from '../server/request-payload.js';
import { scheduleOf } from '../server/schedule.js';
import { statsOf } from '../system/make-reports.js';
import { CallAnswer, type CallReceiver } from './call-answer.js';
import { inheritTerms, ownTerms, type CallTerms } from './inherit-terms.js';

/** A call as far as its way into a queue is concerned. */
export type RoutableCall = Omit<CallMessage, 'type' | 'call' | 'parent'>;

const GONE: RoutedCall = { cancel: () => {}, credit: () => {} };

/** Takes calls from code to the queues of the endpoints they name, whichever process the code runs in. */
export class CallRouter {
  readonly #servers: ReadonlyMap<string, EndpointServer>;

  /** @param start sees to it that there are workers, or will be; called with each call */
  constructor(
    servers: readonly EndpointServer[],
    private readonly start: () => void,
  ) {
    this.#servers = new Map(servers.map((server) => [server.definition.id, server]));
  }

  /** What workers' calls go through. */
  readonly route: RouteCall<RequestPayload> = (call, parent, reply) =>
    this.open({ ...call, args: toEncoded(call.args) }, parent, {
      values: (values, size) => reply({ kind: 'values', size, values: toEncoded(values) }),
      done: () => reply({ kind: 'end' }),
      fail: (error) => reply({ kind: 'error', error: errorToData(error) }),
    });

  /**
   * Never throws: a refusal is told to the receiver, after this has returned.
   *
   * @param parent the item on whose behalf
   */
  open(
    call: RoutableCall,
    parent: CallParent<RequestPayload> | undefined,
    receiver: CallReceiver,
  ): RoutedCall {
    try {
      const server = this.#find(call.endpoint);
      return call.kind === 'stats'
        ? tellStats(server, receiver)
        : this.#submit(server, call, parent, receiver);
    } catch (error) {
      return later((live) => live.fail(error as Error), receiver);
    }
  }

  #submit(
    server: EndpointServer,
    call: RoutableCall,
    parent: CallParent<RequestPayload> | undefined,
    receiver: CallReceiver,
  ): RoutedCall {
    const { definition, queue } = server;
    const terms = parent
      ? inheritTerms(definition, call, parent, (id) => this.#find(id).definition.options.name)
      : ownTerms(definition, call);
    const payload = payloadOf(server, call.args, terms);
    const ticket = server.submit(payload, terms, new CallAnswer(receiver));
    this.start();
    return {
      cancel: () => queue.cancel(ticket),
      credit: (bytes) => queue.credit(ticket, bytes),
    };
  }

  #find(id: string): EndpointServer {
    const server = this.#servers.get(id);
    if (!server) throw new Error(`litserve: this app has no endpoint ${id}`);
    return server;
  }
}

function payloadOf(
  { definition }: EndpointServer,
  args: Encoded,
  { requestId, priority, chain }: CallTerms,
): RequestPayload {
  // Only scheduling functions need the request itself; it is the sender's business that it crosses.
  const [request] = isScheduled(definition.options) ? decodeArgs(receivedOf(args), []) : [];
  const schedule = scheduleOf(definition, request);
  return {
    args,
    key: schedule.key,
    cost: schedule.cost,
    session: schedule.session,
    chain,
    meta: {
      requestId,
      priority: priority ?? schedule.priority,
      form: 'value',
      headers: {},
      query: {},
      params: {},
    },
  };
}

function tellStats({ queue }: EndpointServer, receiver: CallReceiver): RoutedCall {
  const stats = receivedOf(encodeAnswer(statsOf(queue.stats()), undefined));
  return later((live) => {
    live.values(stats, 0);
    live.done();
  }, receiver);
}

/** Tells the receiver something when whoever opens the call knows of it, unless it has been cancelled by then. */
function later(tell: (receiver: CallReceiver) => void, receiver: CallReceiver): RoutedCall {
  let isCancelled = false;
  queueMicrotask(() => {
    if (!isCancelled) tell(receiver);
  });
  const cancel = (): void => {
    isCancelled = true;
  };
  return { ...GONE, cancel };
}

const toEncoded = ({ tree, sections }: Received): Encoded => ({ json: JSON.stringify(tree), sections });
