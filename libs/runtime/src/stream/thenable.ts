/**
 * Whether it has to be awaited. Most tokens of most models have not: an `await` for each part of their way costs more
 * than all the rest of it.
 */
export function isThenable<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
