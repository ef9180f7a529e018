import { types } from 'node:util';

/** What kind of thing it is, for a message: without its content, which may be large or private. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value !== 'object') return `a ${typeof value}`;
  return `an object of kind ${Object.prototype.toString.call(value).slice(8, -1)}`;
}

/** Errors of another realm count as well. */
export function isError(value: unknown): boolean {
  return typeof value === 'object' && (types.isNativeError(value) || value instanceof Error);
}
