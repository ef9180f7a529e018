import { Logger, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { IncomingMessage } from 'node:http';
import { Observable, type Subscriber } from 'rxjs';
import { clientError } from '../errors/client-error.js';
import { logError } from '../errors/log-error.js';
import { litRequestOf, type LitRequest } from '../lit-request.js';
import { litRouteOf } from '../route-options.js';
import { CollectedStream } from './collect-stream.js';
import { Heartbeat } from './heartbeat.js';
import { negotiateFormat } from './negotiate-format.js';
import { StreamWriter } from './stream-writer.js';
import { toAnswer, writeAnswer, type AdapterResponse } from './write-answer.js';

/**
 * Writes what leaves the interceptor chain of our routes. It is the outermost one, so that what the app's interceptors
 * map is what is written; the same bytes on both adapters, where Nest's own replies differ (`docs/decisions`).
 */
export class LitOutputInterceptor implements NestInterceptor {
  readonly #logger = new Logger('LitServe');
  readonly #heartbeat = new Heartbeat();

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const route = litRouteOf(context.getHandler());
    if (!route) return next.handle();
    const http = context.switchToHttp();
    const response = http.getResponse<AdapterResponse>();
    const request = http.getRequest<Pick<IncomingMessage, 'headers'>>();
    const state = litRequestOf(request);
    if (!route.stream || !state) return writeLast(next, response, state);
    const format = negotiateFormat(request.headers.accept);
    return format === 'json'
      ? writeCollected(next, response)
      : this.#writeEach(next, new StreamWriter(response, format, state, this.#heartbeat), state);
  }

  #writeEach(next: CallHandler, writer: StreamWriter, request: LitRequest): Observable<unknown> {
    return new Observable((subscriber) => {
      const subscription = next.handle().subscribe({
        next: (chunk) => writer.write(chunk),
        error: (error: unknown) => {
          if (!writer.isStarted) return subscriber.error(error);
          logError(this.#logger, error, request);
          finish(subscriber, () => writer.end(clientError(error, request.id)));
        },
        complete: () => {
          finish(subscriber, () => writer.end());
        },
      });
      return () => {
        subscription.unsubscribe();
        writer.abandon();
      };
    });
  }
}

/** A unary answer: the last value of the chain. */
function writeLast(
  next: CallHandler,
  response: AdapterResponse,
  request: LitRequest | undefined,
): Observable<unknown> {
  return new Observable((subscriber) => {
    let last: unknown;
    return next.handle().subscribe({
      next: (value) => {
        last = value;
      },
      error: (error) => subscriber.error(error),
      complete: () => {
        finish(subscriber, () => writeAnswer(response, toAnswer(last, request?.head)));
      },
    });
  });
}

/** All chunks as one answer; as with any answer, an error before its end is an ordinary error. */
function writeCollected(next: CallHandler, response: AdapterResponse): Observable<unknown> {
  return new Observable((subscriber) => {
    const collected = new CollectedStream();
    return next.handle().subscribe({
      next: (chunk) => collected.add(chunk),
      error: (error) => subscriber.error(error),
      complete: () => {
        finish(subscriber, () => writeAnswer(response, collected.answer()));
      },
    });
  });
}

/** Writes the end of an answer. Nest awaits the last value of the chain and fails on an empty one. */
function finish(subscriber: Subscriber<unknown>, write: () => void): void {
  try {
    write();
  } catch (error) {
    // Thrown from an observer it would belong to nobody, and end the process.
    subscriber.error(error);
    return;
  }
  subscriber.next(undefined);
  subscriber.complete();
}
