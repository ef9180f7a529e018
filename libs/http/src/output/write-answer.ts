import { isUtf8 } from 'node:buffer';
import {
  validateHeaderName,
  validateHeaderValue,
  type OutgoingHttpHeaders,
  type ServerResponse,
} from 'node:http';
import type { Readable } from 'node:stream';
import { JSON_TYPE, readyBytes, type AnswerHead } from '#wire';
import { rawOf } from '../lit-request.js';
import { ReadyAnswer } from './ready-answer.js';

/** What is needed of Fastify's reply; its `send` runs the app's onSend hooks, so it is not bypassed. */
interface FastifyReply {
  readonly raw: ServerResponse;
  readonly sent: boolean;
  readonly statusCode: number;
  getHeaders(): OutgoingHttpHeaders;
  hasHeader(name: string): boolean;
  header(name: string, value: string): unknown;
  headers(values: OutgoingHttpHeaders): FastifyReply;
  code(status: number): unknown;
  send(payload?: string | Uint8Array | Readable): unknown;
}
type AdapterResponse = ServerResponse | FastifyReply;

/** Up to which the copy is cheaper than a second piece to write. */
const SMALL_BYTES = 4096;

/** HTTP allows no body with these, nor the headers that describe one. */
const isBodiless = (status: number): boolean => status === 204 || status === 205 || status === 304;

export const isReply = (response: AdapterResponse): response is FastifyReply => 'raw' in response;

/**
 * Anything an endpoint or an interceptor of the app may answer, as bytes: JSON, or octets for a Uint8Array.
 *
 * @param head status and headers that the value brought along from the worker
 */
export function toAnswer(value: unknown, head: AnswerHead = {}): ReadyAnswer {
  if (value instanceof ReadyAnswer) return value;
  const { bytes, contentType } = readyBytes(value, head.headers?.['content-type']);
  return new ReadyAnswer(bytes, contentType, head.status, head.headers);
}

/** Writes a whole answer, the same on both adapters; headers set by `@Header` or the app win over ours. */
export function writeAnswer(response: AdapterResponse, answer: ReadyAnswer): void {
  if (isReply(response) ? response.sent : response.headersSent || response.writableEnded) return;
  setHeaders(response, answer.headers ?? {});
  const payload = payloadOf(answer);
  if (isReply(response)) {
    if (answer.status !== undefined) response.code(answer.status);
    if (isBodiless(response.statusCode)) return void response.send();
    if (!response.hasHeader('content-type')) response.header('content-type', answer.contentType);
    response.send(payload);
    return;
  }
  if (answer.status !== undefined) response.statusCode = answer.status;
  if (isBodiless(response.statusCode)) return void response.end();
  if (!response.hasHeader('content-type')) response.setHeader('content-type', answer.contentType);
  response.setHeader('content-length', Buffer.byteLength(payload));
  response.end(payload);
}

/**
 * Small JSON as a string, which `node:http` joins with the head into one plain write: 7 % of the CPU of a small request.
 * Hooks of the app see a string of a plain Nest controller, too. Everything else as the bytes it is.
 */
function payloadOf({ bytes, contentType }: ReadyAnswer): string | Buffer {
  const payload = Buffer.isBuffer(bytes)
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isSmallJson = payload.length <= SMALL_BYTES && contentType === JSON_TYPE;
  // What says that it is JSON may come from the app as bytes, and must not be mended.
  return isSmallJson && isUtf8(payload) ? payload.toString() : payload;
}

/** Sets headers on whatever the adapter calls its response. @throws TypeError for what HTTP does not allow */
export function setHeaders(response: AdapterResponse, headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) {
    // Fastify finds out too late, when it is writing: the request would hang and the process could end.
    validateHeaderName(name);
    validateHeaderValue(name, value);
    if (isReply(response)) response.header(name, value);
    else if (!rawOf(response).headersSent) response.setHeader(name, value);
  }
}

export type { AdapterResponse };
