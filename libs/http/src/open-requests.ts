import type { IncomingMessage, ServerResponse } from 'node:http';
import { LitServeException } from '#common';
import type { BodyBudget } from './body/body-budget.js';
import { freeBody } from './body/free-body.js';
import { beginLitRequest, litRequestOf, rawOf, type LitRequest } from './lit-request.js';
import { RequestIds } from './request-ids.js';

/**
 * The requests to our routes that are not over. A server that closes waits for each of them, and a client can make one
 * last: by an upload that does not end, or an answer it does not read.
 */
export class OpenRequests {
  /**
   * Until the client has the whole answer, or has gone. In no order, each at the `position` of its request. It is no Set,
   * because V8 keeps the tables a busy Set has outgrown, and all they held, until the next full collection: each request
   * would be moved twice by the garbage collector, which was a fifth of what a small one costs.
   */
  readonly #responses: ServerResponse[] = [];
  readonly #ids = new RequestIds();
  #isRefusing = false;

  /**
   * @param bodies what their bodies may take together
   * @param maxPayloadBytes what one of them may have where its route has no limit of its own
   */
  constructor(
    private readonly bodies: BodyBudget,
    readonly maxPayloadBytes: number,
  ) {}

  /** Recognises a request as ours. While the app drains, it is refused before its body is read. */
  begin(request: IncomingMessage, response: ServerResponse): LitRequest {
    const state = beginLitRequest(request, response, this.#ids.next);
    state.maxPayloadBytes = this.maxPayloadBytes;
    state.share = this.bodies.open();
    state.position = this.#responses.push(response) - 1;
    response.on('close', this.#forget);
    if (this.#isRefusing) {
      state.error = new LitServeException('draining');
      closeAfter(response);
    }
    return state;
  }

  /** Recognises a request to another route of the app as ours, unless it is already. Its body has been read elsewhere. */
  enter(request: IncomingMessage, response: ServerResponse): LitRequest {
    return litRequestOf(request) ?? this.begin(rawOf(request), rawOf(response));
  }

  /** Tells each client whose answer is yet to begin to come on another connection next time. */
  closeAfterAnswers(): void {
    for (const response of this.#responses) closeAfter(response);
  }

  /** Refuses newcomers from now on. */
  refuse(): void {
    this.#isRefusing = true;
  }

  /** Ends the connections of those that are left. @returns how many there were */
  cut(): number {
    const left = this.#responses.filter(({ destroyed }) => !destroyed);
    for (const response of left) response.destroy();
    return left.length;
  }

  /** One function for all of them: `this` is the response. */
  readonly #forget = ((open: OpenRequests) =>
    function forget(this: ServerResponse): void {
      const state = litRequestOf(this.req);
      if (!state) return;
      open.#remove(state);
      state.share?.release();
      state.left?.();
      freeBody(state);
    })(this);

  /** The last one takes its place. */
  #remove({ position }: LitRequest): void {
    const last = this.#responses.pop();
    const state = last && litRequestOf(last.req);
    if (!state || state.position === position) return;
    this.#responses[position] = last;
    state.position = position;
  }
}

/** HTTP/2 has no such header, and closes its sessions itself. */
function closeAfter(response: ServerResponse): void {
  if (!response.headersSent && response.req.httpVersionMajor < 2) response.setHeader('connection', 'close');
}
