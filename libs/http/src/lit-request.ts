import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AnswerHead } from '#wire';
import type { BodyShare } from './body/body-budget.js';
import type { ReceivedBody } from './body/parse-body.js';

/** Symbol on the raw request: both adapters hand that object through, and nothing else can collide with it. */
const STATE = Symbol('litserve.request');
const SANE_ID = /^[A-Za-z0-9._-]{1,64}$/;

/** What this library knows about one request to one of its own routes, kept on the raw request. */
export interface LitRequest {
  /** Of the answer's `x-request-id`: the incoming one when it is sane, else a new one. */
  readonly id: string;
  /** `performance.now()` when the request was recognised; deadlines count from here. */
  readonly arrivedAt: number;
  /** What a body may have where the route has no limit of its own. */
  maxPayloadBytes: number;
  /** What the body took, after decompression. */
  bodyBytes: number;
  /** Read by our gate, unless it is an upload or was refused. */
  body: ReceivedBody | undefined;
  /** The chunks it was read in went to nobody else. */
  ownsChunks: boolean;
  /** A worker has dealt with it, so nothing of its body is on the way to one. */
  isServed: boolean;
  /** Puts the headers back that are hidden from the parsers of the app; set while they are. */
  restoreHeaders: (() => void) | undefined;
  /** A multipart body that has not been read here, and perhaps by nobody yet. */
  upload: Upload | undefined;
  /** Status and headers that came with a value of the worker, for when interceptors have seen the value. */
  head: AnswerHead | undefined;
  /** Set while a stream runs: how its writer holds it back. */
  flow: StreamFlow | undefined;
  /** Why the request or its body was refused; thrown by the last guard, so that 401 comes before 413. */
  error: Error | undefined;
  /** Called once the answer is out or the client has gone; one listener for both costs half of what two do. */
  left: (() => void) | undefined;
  /** Its place among the open requests. */
  position: number;
  /** What its body takes of the app's budget for bodies. */
  share: BodyShare | undefined;
}

/** A body on its way in, counted while somebody else reads it. */
export interface Upload {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  stopCounting(): void;
}

/** The tap of one stream, turned by the writer as its socket fills and drains. */
export interface StreamFlow {
  pause(): void;
  resume(): void;
}

type RawRequest = IncomingMessage & { [STATE]?: LitRequest };

/** The `node:http` object behind a request or response of Express (itself) or Fastify (`.raw`). */
export function rawOf<T extends IncomingMessage | ServerResponse>(object: T | { readonly raw: T }): T {
  return 'raw' in object ? object.raw : object;
}

/** The state of a request to one of our routes; `undefined` for the app's other routes. */
export function litRequestOf(request: object): LitRequest | undefined {
  return (rawOf(request as IncomingMessage) as RawRequest)[STATE];
}

/**
 * Recognises a request as ours: gives it an id, which is on every answer from here on, errors included.
 *
 * @param newId for one that brings none
 */
export function beginLitRequest(
  request: IncomingMessage,
  response: ServerResponse,
  newId: () => string = randomUUID,
): LitRequest {
  const given = request.headers['x-request-id'];
  const id = typeof given === 'string' && SANE_ID.test(given) ? given : newId();
  const state: LitRequest = {
    id,
    arrivedAt: performance.now(),
    maxPayloadBytes: Infinity,
    bodyBytes: 0,
    body: undefined,
    ownsChunks: false,
    isServed: false,
    restoreHeaders: undefined,
    upload: undefined,
    head: undefined,
    flow: undefined,
    error: undefined,
    left: undefined,
    position: -1,
    share: undefined,
  };
  (request as RawRequest)[STATE] = state;
  response.setHeader('x-request-id', id);
  return state;
}
