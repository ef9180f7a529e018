import type { Device } from './context/device.js';
import type { DONE } from './done.js';
import type { LitContext } from './context/lit-context.js';

type Awaitable<T> = T | Promise<T>;

/**
 * What a decorated class may have. Only `predict` is required; plain classes work, and so does `extends LitApi`. All
 * hooks run in the worker, each may be sync or async. With `maxBatchSize` above 1, `predict` gets arrays.
 */
export interface EndpointHooks {
  setup?(device: Device): Awaitable<void>;
  warmup?(): Awaitable<void>;
  decodeRequest?(...parametersThenContext: unknown[]): unknown;
  batch?(inputs: unknown[], contexts: LitContext[]): unknown;
  predict(input: unknown, context: LitContext | LitContext[]): unknown;
  unbatch?(output: unknown, contexts: LitContext[]): Awaitable<Iterable<unknown>>;
  encodeResponse?(output: unknown, context: LitContext): unknown;
  /** Whether the worker can answer; `false` or a throw turns `/health` into 503. */
  health?(): Awaitable<boolean | void>;
  teardown?(): Awaitable<void>;
}

/** The hooks in the order a request meets them. */
export const REQUEST_HOOKS = ['decodeRequest', 'batch', 'predict', 'unbatch', 'encodeResponse'] as const;
export const LIFECYCLE_HOOKS = ['setup', 'warmup', 'health', 'teardown'] as const;

/** What a generator yields: a chunk, or in a batch an entry for each item. */
type Step<Output> = Output | readonly (Output | Error | typeof DONE | undefined)[];
type Chunks<Output> = AsyncIterable<Step<Output>> | IterableIterator<Step<Output>>;

/**
 * A base class for those who want types; it adds nothing at run time.
 *
 * @example class Squares extends LitApi<{ input: number }, number, number, { output: number }> { … }
 */
export abstract class LitApi<Request = unknown, Input = Request, Output = unknown, Response = Output> {
  abstract predict(
    input: Input | Input[],
    context: LitContext | LitContext[],
  ): Awaitable<Output | Output[] | readonly (Output | Error)[]> | Chunks<Output>;
  setup?(device: Device): Awaitable<void>;
  warmup?(): Awaitable<void>;
  decodeRequest?(request: Request, ...rest: unknown[]): Awaitable<Input>;
  batch?(inputs: Input[], contexts: LitContext[]): unknown;
  unbatch?(output: unknown, contexts: LitContext[]): Awaitable<Iterable<Output>>;
  encodeResponse?(output: Output, context: LitContext): Awaitable<Response>;
  health?(): Awaitable<boolean | void>;
  teardown?(): Awaitable<void>;
}
