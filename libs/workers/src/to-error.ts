import { types } from 'node:util';

/** What was thrown, as an error; one from another realm (a test runner's) counts as one. */
export function toError(thrown: unknown): Error {
  return types.isNativeError(thrown) ? thrown : new Error(String(thrown));
}
