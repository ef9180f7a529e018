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

/** Takes a text, the last one too. @returns whether it has room for more */
type Sink = (text: string, isLast: boolean) => boolean;

/**
 * Server-sent events as a body: those of one turn go out together, they are held back at their source while the client
 * does not read, and after the first one a silence is broken by heartbeats.
 */
export class EventAnswer extends Readable {
  #subscription: Subscription | undefined;
  /** What has come and is not written: in this turn, or because nobody reads yet. */
  #pending = '';
  /** All events are there. */
  #isOver = false;
  /** And written. */
  #isWritten = false;
  #isHeld = false;
  /** Known when somebody reads. */
  #sink: Sink | undefined;
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

  /** Without a buffer between here and the response, which would cost more than the rest, and write the end by itself. */
  override pipe<To extends NodeJS.WritableStream>(to: To): To {
    to.on('drain', () => this.#goOn());
    this.#sink = (text, isLast) => {
      if (!isLast) return to.write(text);
      to.end(text);
      return this.#close();
    };
    this.#flush();
    return to;
  }

  /** Somebody reads it as any other stream. */
  override _read(): void {
    this.#sink ??= (text, isLast) => {
      const hasRoom = text === '' || this.push(text, 'utf8');
      if (isLast) this.push(null);
      return hasRoom;
    };
    if (this.#pending === '') this.#goOn();
    this.#flush();
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
    this.#pending += lastEvent;
    queueMicrotask(() => this.#flush());
  }

  #flush(): void {
    if (!this.#sink) {
      if (this.#pending.length > this.readableHighWaterMark) this.#hold();
      return;
    }
    if (this.destroyed || this.#isWritten || (this.#pending === '' && !this.#isOver)) return;
    const text = this.#pending;
    this.#pending = '';
    this.#isWritten = this.#isOver;
    if (this.#sink(text, this.#isOver)) this.#goOn();
    else this.#hold();
  }

  /** Whoever waits for its end learns of it. */
  #close(): true {
    this.push(null);
    this.resume();
    return true;
  }

  #hold(): void {
    if (this.#isHeld) return;
    this.#isHeld = true;
    this.flow.pause();
  }

  #goOn(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    this.flow.resume();
  }

  #beat(): void {
    if (!this.#isHeld && this.#pending === '') this.#add(HEARTBEAT.sse);
  }
}

const isDraining = (error: unknown): boolean =>
  error instanceof LitServeException && error.code === 'draining';
