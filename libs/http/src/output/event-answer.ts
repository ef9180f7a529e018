import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { Observable, Subscription } from 'rxjs';
import { LitServeException } from '#common';
import { HEARTBEAT } from '#wire';
import type { StreamFlow } from '../lit-request.js';
import type { Heartbeat } from './heartbeat.js';

/** Headers that keep proxies and compression from holding events back. */
export const EVENT_HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
};

/**
 * Server-sent events as a body: those of one turn go out together, they are held back at their source while the client
 * does not read, and after the first one a silence is broken by heartbeats.
 */
export class EventAnswer extends Readable {
  #subscription: Subscription | undefined;
  /** What has come in this turn. */
  #pending = '';
  #isOver = false;
  #isHeld = false;
  #leaveHeartbeat: () => void = () => {};

  constructor(
    private readonly flow: StreamFlow,
    private readonly heartbeat: Heartbeat,
    private readonly response: ServerResponse,
  ) {
    // Texts stay texts until they are written.
    super({ encoding: 'utf8' });
  }

  /**
   * Resolves with the first event, or the end. An error before it is thrown: it is an answer of another kind.
   *
   * @param events as they are written
   * @param lastEvent what to write of an error that comes later
   */
  start(events: Observable<string>, lastEvent: (error: unknown) => string): Promise<void> {
    return new Promise((resolve, reject) => {
      let hasBegun = false;
      const begin = (): void => {
        hasBegun = true;
        resolve();
        if (!this.#isOver) this.#leaveHeartbeat = this.heartbeat.join(() => this.#beat());
      };
      this.#subscription = events.subscribe({
        next: (event) => {
          this.#add(event);
          if (!hasBegun) begin();
        },
        error: (error: unknown) => {
          if (!hasBegun) return reject(error);
          // A client that does not read would keep the server from closing, for ever perhaps.
          if (this.#isHeld && isDraining(error)) this.response.destroy();
          else this.#end(lastEvent(error));
        },
        complete: () => {
          this.#end('');
          if (!hasBegun) begin();
        },
      });
    });
  }

  override _read(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    this.flow.resume();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#leaveHeartbeat();
    this.#subscription?.unsubscribe();
    callback(error);
  }

  #add(event: string): void {
    if (this.#pending === '') queueMicrotask(() => this.#flush());
    this.#pending += event;
  }

  #end(lastEvent: string): void {
    this.#leaveHeartbeat();
    this.#isOver = true;
    if (this.#pending === '') queueMicrotask(() => this.#flush());
    this.#pending += lastEvent;
  }

  #flush(): void {
    if (this.destroyed) return;
    const text = this.#pending;
    this.#pending = '';
    if (text !== '') this.#write(text);
    if (this.#isOver) this.push(null);
  }

  #write(text: string): void {
    if (this.push(text, 'utf8') || this.#isHeld) return;
    this.#isHeld = true;
    this.flow.pause();
  }

  #beat(): void {
    if (!this.#isHeld && this.#pending === '') this.#write(HEARTBEAT.sse);
  }
}

const isDraining = (error: unknown): boolean =>
  error instanceof LitServeException && error.code === 'draining';
