import { StreamableFile } from '@nestjs/common';
import { Readable } from 'node:stream';
import type { Observable, Subscription } from 'rxjs';
import type { OpenEndpoint } from '#core';
import { describeError } from '../errors/describe-error.js';

/** Server-sent events of an answer, held back at the source while the client does not read. */
class EventStream extends Readable {
  #subscription: Subscription | undefined;
  #isHeld = false;

  constructor(
    private readonly endpoint: OpenEndpoint,
    private readonly onError: (error: unknown) => void,
  ) {
    super();
  }

  /** Resolves with the first event; an error before it is an answer with a status, and thrown. */
  start(events: Observable<object>): Promise<void> {
    return new Promise((resolve, reject) => {
      let hasBegun = false;
      this.#subscription = events.subscribe({
        next: (event) => {
          hasBegun = true;
          this.#send(JSON.stringify(event), 'type' in event ? `event: ${String(event.type)}\n` : '');
          resolve();
        },
        error: (error: unknown) => {
          if (!hasBegun) return reject(error);
          this.onError(error);
          this.#send(JSON.stringify({ error: describeError(error).error }));
          this.push(null);
        },
        complete: () => {
          this.#send('[DONE]');
          this.push(null);
          resolve();
        },
      });
    });
  }

  override _read(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    this.endpoint.resume();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#subscription?.unsubscribe();
    callback(error);
  }

  /** @param name a line before the data */
  #send(data: string, name = ''): void {
    if (this.push(`${name}data: ${data}\n\n`) || this.#isHeld) return;
    this.#isHeld = true;
    this.endpoint.pause();
  }
}

/** Headers that keep proxies and compression from holding events back. */
export const EVENT_STREAM_HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
};

/**
 * Answers with events, each the JSON of an object, named by its `type` if it has one, and `[DONE]` at the end. Errors after the first event are events.
 *
 * @param onError told of those
 * @throws the error of the events, when there was none before it
 */
export async function eventStream(
  events: Observable<object>,
  endpoint: OpenEndpoint,
  onError: (error: unknown) => void,
): Promise<StreamableFile> {
  const stream = new EventStream(endpoint, onError);
  await stream.start(events);
  return new StreamableFile(stream, { type: 'text/event-stream; charset=utf-8' });
}
