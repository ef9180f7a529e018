import { Agent, request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { Agent as TlsAgent, request as httpsRequest } from 'node:https';
import { codeOf, errorName } from './error-name.js';
import { EventReader } from './event-reader.js';
import type { Exchange, Send } from './exchange.js';

/** What is sent, again and again. */
export interface BenchRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  /** One after the other; empty for a request without a body. */
  readonly bodies: readonly Buffer[];
  /** Whether server-sent events are asked for. */
  readonly stream: boolean;
  /** What a client waits for an answer, from the instant the request was due. */
  readonly timeoutMs: number;
}

/** An open loop must not run out of sockets when the server stalls; who waits for one is charged for it. */
const MAX_SOCKETS = 2048;
const MAX_ERROR_BODY_CHARS = 4096;

export interface HttpSender {
  readonly send: Send;
  /** Ends all that is under way, as aborted, and closes the connections. */
  close(): void;
}

/** Requests over kept-alive connections: an idle one is used again, and a new one is opened when there is none. */
export function httpSender(request: BenchRequest, now: () => number): HttpSender {
  const isTls = request.url.protocol === 'https:';
  const options = { keepAlive: true, maxSockets: MAX_SOCKETS, noDelay: true };
  const agent = isTls ? new TlsAgent(options) : new Agent(options);
  const start = isTls ? httpsRequest : httpRequest;
  const { url, method, headers, bodies } = request;
  const underWay = new Set<ClientRequest>();
  const closing = new AbortController();
  let sent = 0;

  const send: Send = (dueAt) => {
    const body = bodies[sent++ % Math.max(bodies.length, 1)];
    const length = body === undefined ? {} : { 'content-length': String(body.length) };
    const outgoing = start(url, { agent, method, headers: { ...headers, ...length } });
    underWay.add(outgoing);
    const exchange = follow(outgoing, request, dueAt, now, closing.signal);
    outgoing.end(body);
    return exchange.finally(() => underWay.delete(outgoing));
  };
  const close = (): void => {
    closing.abort();
    for (const outgoing of underWay) outgoing.destroy(new Failure('aborted'));
    agent.destroy();
  };
  return { send, close };
}

/** Why we ended a request. */
class Failure extends Error {}

function follow(
  outgoing: ClientRequest,
  { stream, timeoutMs }: BenchRequest,
  dueAt: number,
  now: () => number,
  closing: AbortSignal,
): Promise<Exchange> {
  const sentAt = now();
  let firstAt: number | undefined;
  let eventAt: number | undefined;
  let events = 0;
  const gapsMs: number[] = [];
  return new Promise((resolve) => {
    const timer = setTimeout(
      () => outgoing.destroy(new Failure('timeout')),
      Math.max(dueAt + timeoutMs - sentAt, 0),
    );
    const settle = (failed: Partial<Pick<Exchange, 'error' | 'body' | 'retryAfter'>> = {}): void => {
      clearTimeout(timer);
      const endAt = now();
      resolve({ dueAt, sentAt, firstAt: firstAt ?? endAt, endAt, events, gapsMs, ...failed });
    };
    const fail = (error: NodeJS.ErrnoException): void => {
      // A socket that is not open yet fails in its own way.
      if (closing.aborted) settle({ error: 'aborted' });
      else if (error instanceof Failure) settle({ error: error.message });
      else if (firstAt !== undefined) settle({ error: 'cut', body: error.message });
      else settle({ error: error.code ?? error.message, body: error.message });
    };
    outgoing.once('error', fail);
    outgoing.once('response', (incoming) => {
      incoming.once('error', fail);
      const isStream = stream && incoming.headers['content-type']?.startsWith('text/event-stream') === true;
      if (incoming.statusCode !== 200 && incoming.statusCode !== 201) readError(incoming, settle);
      else if (isStream) readStream(incoming);
      else readAnswer(incoming);
    });

    function readAnswer(incoming: IncomingMessage): void {
      firstAt = now();
      incoming.resume();
      incoming.once('end', () => settle());
    }

    function readStream(incoming: IncomingMessage): void {
      const reader = new EventReader();
      let error: string | undefined;
      incoming.on('data', (piece: Buffer) => {
        const read = reader.push(piece);
        error ??= read.error;
        if (read.events === 0) return;
        const at = now();
        firstAt ??= at;
        // Events of one piece came together: one gap before them, and none between.
        for (let index = 0; index < read.events; index++) {
          if (eventAt !== undefined) gapsMs.push(at - eventAt);
          eventAt = at;
        }
        events += read.events;
      });
      // Node tells a chunked answer that breaks off by an error, "aborted", so an end is the end.
      incoming.once('end', () =>
        settle(
          error === undefined ? {} : { error: `stream error ${codeOf(error) ?? ''}`.trim(), body: error },
        ),
      );
    }
  });
}

function readError(
  incoming: IncomingMessage,
  settle: (failed: Partial<Pick<Exchange, 'error' | 'body' | 'retryAfter'>>) => void,
): void {
  const retryAfter = incoming.headers['retry-after'];
  let body = '';
  incoming.setEncoding('utf8');
  incoming.on('data', (text: string) => {
    if (body.length < MAX_ERROR_BODY_CHARS) body += text;
  });
  incoming.once('end', () =>
    settle({
      error: errorName(incoming.statusCode ?? 0, body),
      body: body.slice(0, MAX_ERROR_BODY_CHARS),
      ...(retryAfter === undefined ? {} : { retryAfter }),
    }),
  );
}
