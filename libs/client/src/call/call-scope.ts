import { ConnectionError, DeadlineError } from '../errors/lit-serve.error.js';
import type { Surroundings } from './surroundings.js';

/** The server answers 504 at the deadline; only where nothing comes at all the client's own clock ends the call. */
const GRACE_MS = 1000;

/** What ends a call before its answer does: the caller's signal, the deadline, or leaving the loop over a stream. */
export class CallScope {
  readonly #abort = new AbortController();
  readonly #deadline: number | undefined;
  readonly #closers: (() => void)[] = [];

  /**
   * @param timeoutMs to the end of an answer, or the first chunk of a stream
   * @throws the reason of a signal that is aborted already
   */
  constructor(
    private readonly world: Surroundings,
    outer: AbortSignal | undefined,
    timeoutMs: number | undefined,
  ) {
    outer?.throwIfAborted();
    const leave = (): void => this.#abort.abort(outer?.reason);
    outer?.addEventListener('abort', leave, { once: true });
    this.#closers.push(() => outer?.removeEventListener('abort', leave));
    if (timeoutMs === undefined) return;
    this.#deadline = world.now() + timeoutMs;
    const expire = (): void =>
      this.#abort.abort(
        new DeadlineError(`No answer within ${timeoutMs} ms`, { code: 'deadline_exceeded', status: 504 }),
      );
    this.#closers.push(world.after(timeoutMs + GRACE_MS, expire));
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** What is left of the deadline, in ms. `undefined` without one. */
  get leftMs(): number | undefined {
    return this.#deadline === undefined ? undefined : this.#deadline - this.world.now();
  }

  /** The first chunk is there: from now on only the signal and leaving end the call. */
  clearDeadline(): void {
    this.#closers.splice(1).forEach((close) => close());
  }

  /** Ends what is still open of the request. */
  close(): void {
    this.#closers.splice(0).forEach((close) => close());
    this.#abort.abort();
  }

  /** @throws the reason of the abort at once */
  async wait(ms: number): Promise<void> {
    this.signal.throwIfAborted();
    await new Promise<void>((resolve) => {
      const stop = this.world.after(ms, resolve);
      this.signal.addEventListener(
        'abort',
        () => {
          stop();
          resolve();
        },
        { once: true },
      );
    });
    this.signal.throwIfAborted();
  }

  /** What the network does not bring: the reason of the abort if there was one, else a ConnectionError. */
  lost<T>(reading: T | Promise<T>, requestId: string | undefined): Promise<T> {
    return this.#explain(reading, 'connection_lost', requestId);
  }

  unreached<T>(sending: Promise<T>): Promise<T> {
    return this.#explain(sending, 'connection_failed');
  }

  async #explain<T>(
    work: T | Promise<T>,
    code: 'connection_failed' | 'connection_lost',
    requestId?: string,
  ): Promise<T> {
    try {
      return await work;
    } catch (cause) {
      this.signal.throwIfAborted();
      throw new ConnectionError(code, cause, requestId);
    }
  }
}
