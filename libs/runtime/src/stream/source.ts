import { types } from 'node:util';
import { isThenable } from './thenable.js';

type Steps = Iterator<unknown> | AsyncIterator<unknown>;
type OnFailure = (error: unknown) => void;

/** Something that yields, sync or async. It is begun once and ended once. */
export class Source {
  #isDone = false;
  #closed: Promise<void> | undefined;

  private constructor(
    private readonly steps: Steps,
    /** The same steps to be read by a loop: `for` if they are sync, or `for await`. */
    readonly whole: Iterable<unknown> | AsyncIterable<unknown>,
    private readonly failed: OnFailure,
    private readonly behind: Source | undefined,
  ) {}

  /**
   * @param failed told what was thrown while it was being ended: nobody waits for its outputs any more
   * @param behind what it reads from, which is ended after it
   * @returns `undefined` for what does not yield, and for a text: nobody means to stream its characters
   */
  static over(value: unknown, failed: OnFailure, behind?: Source): Source | undefined {
    if (typeof value !== 'object' || value === null) return undefined;
    if (isAsyncIterable(value)) {
      const steps = value[Symbol.asyncIterator]();
      return new Source(steps, { [Symbol.asyncIterator]: () => steps }, failed, behind);
    }
    if (!isIterable(value)) return undefined;
    const steps = value[Symbol.iterator]();
    return new Source(steps, { [Symbol.iterator]: () => steps }, failed, behind);
  }

  /** @throws what the generator threw, or rejects with it */
  next(): IteratorResult<unknown> | Promise<IteratorResult<unknown>> {
    try {
      const step = this.steps.next();
      return isThenable(step) ? this.#awaited(step) : this.#seen(step);
    } catch (error) {
      this.#isDone = true;
      throw error;
    }
  }

  /**
   * Runs its `finally` and resolves when it has really ended. An async generator that is within a step ends after that
   * step; other iterators may end at once.
   */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #awaited(step: PromiseLike<IteratorResult<unknown>>): Promise<IteratorResult<unknown>> {
    try {
      return this.#seen(await step);
    } catch (error) {
      this.#isDone = true;
      throw error;
    }
  }

  #seen(step: IteratorResult<unknown>): IteratorResult<unknown> {
    if (step.done === true) this.#isDone = true;
    return step;
  }

  async #close(): Promise<void> {
    try {
      if (!this.#isDone) await this.steps.return?.();
    } catch (error) {
      this.failed(error);
    }
    await this.behind?.close();
  }
}

/** By how the function was declared, not by what it returns: a list is iterable, too, and yet one chunk. */
export function isGeneratorFunction(owner: object, method: string): boolean {
  return types.isGeneratorFunction(Reflect.get(owner, method));
}

function isAsyncIterable(value: object): value is AsyncIterable<unknown> {
  return Symbol.asyncIterator in value && typeof value[Symbol.asyncIterator] === 'function';
}

function isIterable(value: object): value is Iterable<unknown> {
  return Symbol.iterator in value && typeof value[Symbol.iterator] === 'function';
}
