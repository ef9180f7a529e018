import { catchError, EMPTY, ignoreElements, Observable } from 'rxjs';
import type { Emit, ResponseEvent } from './response-event.js';
import type { ResponseRun } from './response-run.js';

/**
 * The events of a response. An error before the first is an error; later ones are events, and the end.
 *
 * @param start makes the run, telling its events
 * @param onError told of later errors
 */
export function responseEvents(
  start: (emit: Emit) => ResponseRun,
  onError: (error: unknown) => void,
): Observable<ResponseEvent> {
  return new Observable((subscriber) => {
    let count = 0;
    const run = start((type, fields) => subscriber.next({ type, sequence_number: count++, ...fields }));
    const steps = run.follow().pipe(
      ignoreElements(),
      catchError((error: unknown) => {
        if (count === 0) throw error;
        onError(error);
        run.fail(error);
        return EMPTY;
      }),
    );
    return steps.subscribe(subscriber);
  });
}
