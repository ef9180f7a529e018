import { Observable } from 'rxjs';
import type { Choice } from './choice.js';
import { toDelta, type Delta } from './delta.js';

/** What has become of a choice: more of it, or (`delta` absent) its end. */
export interface ChoiceStep {
  readonly choice: Choice;
  readonly delta?: Delta;
}

/**
 * Fills a choice with what a model gives, and tells each step. A stop sequence ends it, and cancels the model.
 *
 * @param encode makes a text or delta of what the endpoint gives
 */
export function followChoice(
  given: Observable<unknown>,
  choice: Choice,
  encode: (given: unknown) => unknown,
): Observable<ChoiceStep> {
  return new Observable((subscriber) => {
    const end = (): void => {
      const rest = choice.end();
      if (rest !== '') subscriber.next({ choice, delta: { content: rest } });
      subscriber.next({ choice });
      subscriber.complete();
    };
    return given.subscribe({
      next: (chunk) => {
        try {
          const delta = choice.take(toDelta(encode(chunk)));
          if (delta) subscriber.next({ choice, delta });
        } catch (error) {
          subscriber.error(error);
        }
        if (choice.isStopped) end();
      },
      error: (error: unknown) => subscriber.error(error),
      complete: end,
    });
  });
}
