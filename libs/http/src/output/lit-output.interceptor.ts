import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { Observable } from 'rxjs';
import { litRouteOf } from '../route-options.js';
import { toAnswer, writeAnswer, type AdapterResponse } from './write-answer.js';

/**
 * Writes what leaves the interceptor chain of our routes. It is the outermost one, so that what the app's interceptors
 * map is what is written; the same bytes on both adapters, where Nest's own replies differ (`docs/decisions`).
 */
export class LitOutputInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (!litRouteOf(context.getHandler())) return next.handle();
    const response = context.switchToHttp().getResponse<AdapterResponse>();
    return new Observable((subscriber) => {
      let last: unknown;
      return next.handle().subscribe({
        next: (value) => {
          last = value;
        },
        error: (error) => subscriber.error(error),
        complete: () => {
          try {
            writeAnswer(response, toAnswer(last));
          } catch (error) {
            // Thrown from here it would belong to nobody, and end the process.
            subscriber.error(error);
            return;
          }
          // Nest awaits the last value of the chain and fails on an empty one.
          subscriber.next(undefined);
          subscriber.complete();
        },
      });
    });
  }
}
