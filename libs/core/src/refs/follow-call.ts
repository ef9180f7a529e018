import type { Observer } from 'rxjs';
import type { argumentTypes, CallOptions } from '#endpoint';
import { callsOf, type Calls, type CallSink, type OpenCall } from '#runtime';
import { decodeList, encodeArgs, type CallKind, type Received } from '#wire';
import { isPriority } from '../server/schedule.js';

/** The endpoint a ref is for, as far as a call needs to know it. */
export interface CallTarget {
  readonly id: string;
  /** What its arguments and answers are when they cross. */
  readonly argumentTypes: ReturnType<typeof argumentTypes>;
  readonly answerType: Function | undefined;
  readonly stream: boolean;
  /** The way to it for calls on nobody's behalf. */
  readonly calls: Calls;
}

/**
 * Opens a call and tells the observer what becomes of it: the values, then the end or an error.
 *
 * @param args of `decodeRequest`
 * @returns cancels the call; the observer hears nothing more then
 * @throws TypeError and RangeError for options that are none, UncrossableValueError for a request that cannot cross
 */
export function followCall(
  target: CallTarget,
  kind: CallKind,
  args: readonly unknown[],
  options: CallOptions,
  observer: Observer<unknown>,
): () => void {
  refuseWrong(options);
  const { ctx, signal, timeoutMs, priority } = options;
  const way = ctx ? callsOf(ctx) : target.calls;
  if (!way) throw new TypeError('ctx must be the LitContext that a hook was given');
  if (signal?.aborted) {
    observer.error(signal.reason);
    return () => {};
  }
  const follower = new CallFollower(observer, kind === 'stats' ? undefined : target.answerType, signal);
  const encoded = encodeArgs(args, target.argumentTypes);
  const call = { endpoint: target.id, kind, args: encoded, timeoutMs, priority };
  follower.follow(way.open(call, follower));
  return () => follower.cancel();
}

/** One open call, until it has ended or nobody wants it any more. That its `ctx` has ended comes as an error of the call. */
class CallFollower implements CallSink {
  #open: OpenCall | undefined;

  constructor(
    private readonly observer: Observer<unknown>,
    private readonly type: Function | undefined,
    private readonly signal: AbortSignal | undefined,
  ) {}

  /** Nothing has been told of the call yet. */
  follow(open: OpenCall): void {
    this.#open = open;
    this.signal?.addEventListener('abort', this.#onAbort);
  }

  values(received: Received): void {
    try {
      for (const value of decodeList(received, this.type)) this.observer.next(value);
    } catch (error) {
      this.cancel();
      this.observer.error(error);
    }
  }

  done(): void {
    this.#release();
    this.observer.complete();
  }

  fail(error: Error): void {
    this.#release();
    this.observer.error(error);
  }

  cancel(): void {
    this.#release();
    this.#open?.cancel();
  }

  readonly #onAbort = (): void => {
    this.cancel();
    this.observer.error(this.signal?.reason);
  };

  /** A signal may outlive the call by far, and must not keep it. */
  #release(): void {
    this.signal?.removeEventListener('abort', this.#onAbort);
  }
}

/** What a wrong option would do on its way is worse than an error here. */
function refuseWrong({ timeoutMs, priority }: CallOptions): void {
  if (timeoutMs !== undefined && !(timeoutMs > 0 && Number.isFinite(timeoutMs))) {
    throw new RangeError(`timeoutMs must be milliseconds above 0, got ${timeoutMs}`);
  }
  if (priority !== undefined && !isPriority(priority)) {
    throw new TypeError(`priority must be "high", "normal" or "low", got ${JSON.stringify(priority)}`);
  }
}
