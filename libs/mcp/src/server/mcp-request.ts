import type { ExecutionContext } from '@nestjs/common';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { OpenEndpoint } from '#core';

const SESSION_HEADER = 'mcp-session-id';

/** The request as the SDK takes one. It has no body: what the app has parsed is given beside it. */
export class McpRequest extends Request {
  readonly #opened: OpenEndpoint[] = [];
  #isHeld = false;

  constructor(readonly context: ExecutionContext) {
    const { method, headers } = context.switchToHttp().getRequest<IncomingMessage>();
    // Where to is for the app to know; a client may have written anything.
    super('http://localhost/', { method: method ?? 'GET', headers: webHeaders(headers) });
  }

  get session(): string | null {
    return this.headers.get(SESSION_HEADER);
  }

  /** It is held back with the others of this request while the client does not read. */
  add(open: OpenEndpoint): void {
    this.#opened.push(open);
    if (this.#isHeld) open.pause();
  }

  hold(): void {
    if (this.#isHeld) return;
    this.#isHeld = true;
    for (const open of this.#opened) open.pause();
  }

  release(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    for (const open of this.#opened) open.resume();
  }
}

function webHeaders(given: IncomingHttpHeaders): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined && !name.startsWith(':')) headers.set(name, [value].flat().join(', '));
  }
  return headers;
}

/** The answer to the first message of a client, with the id by which it is known from then on. */
export function withSession(response: Response, session: string): Response {
  response.headers.set(SESSION_HEADER, session);
  return response;
}
