import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { Observable, type Subscriber } from 'rxjs';
import { litRouteOf } from '../route-options.js';
import type { OutletRequest, Outlets } from './outlets.js';
import type { AdapterResponse } from './write-answer.js';

/**
 * Writes what leaves the interceptor chain of our routes. It is the outermost one, so that what the app's interceptors
 * map is what is written; the same bytes on both adapters, where Nest's own replies differ (`docs/decisions`).
 */
export class LitOutputInterceptor implements NestInterceptor {
  constructor(private readonly outlets: Outlets) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const route = litRouteOf(context.getHandler());
    if (route?.stream === undefined) return next.handle();
    const http = context.switchToHttp();
    const outlet = this.outlets.open(
      route.stream,
      http.getRequest<OutletRequest>(),
      http.getResponse<AdapterResponse>(),
    );
    return new Observable((subscriber) => {
      const subscription = next.handle().subscribe({
        next: (value) => outlet.write(value),
        error: (error: unknown) => {
          if (outlet.fail(error)) finish(subscriber);
          else subscriber.error(error);
        },
        complete: () => {
          try {
            outlet.end();
          } catch (error) {
            // Thrown from an observer it would belong to nobody, and end the process.
            subscriber.error(error);
            return;
          }
          finish(subscriber);
        },
      });
      return () => {
        subscription.unsubscribe();
        outlet.abandon();
      };
    });
  }
}

/** Nest awaits the last value of the chain and fails on an empty one. */
function finish(subscriber: Subscriber<unknown>): void {
  subscriber.next(undefined);
  subscriber.complete();
}
