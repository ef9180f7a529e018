import { Observable } from 'rxjs';
import { EndpointRef, type CallOptions, type EndpointStats } from '#endpoint';
import type { CallKind } from '#wire';
import { followCall, type CallTarget } from './follow-call.js';

/** Calls one endpoint. It is looked for by the first call: a ref may be made before anything is known of the app. */
export class CallRef extends EndpointRef {
  #found: CallTarget | undefined;

  /** @param find throws when the app has no such endpoint */
  constructor(private readonly find: () => CallTarget) {
    super();
  }

  override async predict<Answer>(request: unknown, options: CallOptions = {}): Promise<Answer> {
    const target = this.#target();
    const values = await collect(target, 'predict', [request], options);
    return (target.stream ? values : values[0]) as Answer;
  }

  override stream<Chunk>(request: unknown, options: CallOptions = {}): Observable<Chunk> {
    return new Observable<unknown>((subscriber) =>
      followCall(this.#target(), 'stream', [request], options, subscriber),
    ) as Observable<Chunk>;
  }

  override async stats(): Promise<EndpointStats> {
    const [stats] = await collect(this.#target(), 'stats', [], {});
    return stats as EndpointStats;
  }

  #target(): CallTarget {
    return (this.#found ??= this.find());
  }
}

function collect(
  target: CallTarget,
  kind: CallKind,
  args: readonly unknown[],
  options: CallOptions,
): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    const values: unknown[] = [];
    followCall(target, kind, args, options, {
      next: (value) => void values.push(value),
      error: reject,
      complete: () => resolve(values),
    });
  });
}
