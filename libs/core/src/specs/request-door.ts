import { HttpException, StreamableFile } from '@nestjs/common';
import { setMaxListeners } from 'node:events';
import type { ServerResponse } from 'node:http';
import { firstValueFrom, map, Observable, toArray, type Subscriber } from 'rxjs';
import { EVENT_HEADERS, EventAnswer, type LitRequest, type Outlets, type StreamFlow } from '#http';
import type { EndpointServer, SharedFlow } from '../server/endpoint-server.js';
import type { AdapterRequest } from '../server/request-payload.js';
import { OpenEndpoint, type OpenCallOptions } from './open-endpoint.js';

/** No client ever sees it: nobody is left to see it. */
const CLIENT_CLOSED_REQUEST = 499;

/** The way of one HTTP request into one endpoint. It is made when the guards have let the request in, and only then. */
export class RequestDoor extends OpenEndpoint implements SharedFlow {
  readonly #gone = new AbortController();
  readonly #flows: StreamFlow[] = [];
  #isPaused = false;

  constructor(
    private readonly server: EndpointServer,
    private readonly request: AdapterRequest,
    private readonly state: LitRequest,
    private readonly response: ServerResponse,
    private readonly outlets: Outlets,
  ) {
    super();
    // A request may become thousands of items, each of which listens.
    setMaxListeners(0, this.#gone.signal);
    if (response.destroyed) this.#leave();
    else response.once('close', () => response.writableFinished || this.#leave());
  }

  override get requestId(): string {
    return this.state.id;
  }

  override get signal(): AbortSignal {
    return this.#gone.signal;
  }

  override predict<Answer>(request: unknown, options?: OpenCallOptions): Promise<Answer> {
    const { stream } = this.server.definition.options;
    return firstValueFrom(
      this.stream(request, options).pipe(
        toArray(),
        map((values) => (stream ? values : values[0]) as Answer),
      ),
    );
  }

  override stream<Chunk>(request: unknown, options?: OpenCallOptions): Observable<Chunk> {
    const items = this.server.values([request], this.request, {
      flow: this,
      ...options,
    }) as Observable<Chunk>;
    return new Observable<Chunk>((subscriber) => this.#whileThere(items, subscriber));
  }

  override pause(): void {
    this.#isPaused = true;
    for (const flow of this.#flows) flow.pause();
  }

  override resume(): void {
    this.#isPaused = false;
    for (const flow of this.#flows) flow.resume();
  }

  override async answerEvents(
    events: Observable<string>,
    lastEvent: (error: unknown) => string,
  ): Promise<StreamableFile> {
    const { response } = this;
    const answer = new EventAnswer(this, this.outlets.heartbeat, response);
    await answer.start(events, lastEvent);
    for (const [name, value] of Object.entries(EVENT_HEADERS)) {
      if (!response.headersSent && !response.hasHeader(name)) response.setHeader(name, value);
    }
    return new StreamableFile(answer, { type: 'text/event-stream; charset=utf-8' });
  }

  add(flow: StreamFlow): void {
    this.#flows.push(flow);
    if (this.#isPaused) flow.pause();
  }

  #whileThere<Chunk>(items: Observable<Chunk>, subscriber: Subscriber<Chunk>): (() => void) | undefined {
    const { signal } = this.#gone;
    const leave = (): void => subscriber.error(signal.reason);
    if (signal.aborted) {
      leave();
      return undefined;
    }
    signal.addEventListener('abort', leave, { once: true });
    subscriber.add(items.subscribe(subscriber));
    return () => signal.removeEventListener('abort', leave);
  }

  #leave(): void {
    this.#gone.abort(new HttpException('The client has gone', CLIENT_CLOSED_REQUEST));
  }
}
