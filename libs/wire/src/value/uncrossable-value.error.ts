import { LitServeException } from '#common';
import { types } from 'node:util';

/**
 * A value that cannot cross between the processes. `message` and `stack` are for the log and name path, what came and
 * the cure; `getResponse()`, which a client sees, says no more than the code does.
 */
export class UncrossableValueError extends LitServeException {
  constructor(
    /** Such as `args[0].user.save`. */
    readonly path: string,
    problem: string,
  ) {
    super('uncrossable_value');
    this.message = `${path}: ${problem}`;
    // The stack was captured with the client's message in its first line.
    Error.captureStackTrace(this, UncrossableValueError);
  }
}

/** What came and how to fix it. */
export function uncrossable(value: unknown): string {
  if (typeof value === 'function') return 'a function; leave it out, only data can cross between processes';
  if (typeof value === 'symbol') return 'a symbol; send a string instead';
  if (types.isPromise(value)) return 'a Promise; await it first';
  if (types.isNativeError(value)) return 'an Error; throw it, or send its message';
  if (types.isRegExp(value)) return 'a RegExp; send its source';
  if (types.isSharedArrayBuffer(value)) return 'a SharedArrayBuffer; send a copy as ArrayBuffer';
  return `an instance of ${classNameOf(value)}; send a plain object, such as { ...value } or value.toJSON()`;
}

function classNameOf(value: unknown): string {
  const made: unknown = Object(value).constructor;
  return typeof made === 'function' && made.name ? `class ${made.name}` : 'an unnamed class';
}

/** Natives whose content is not in their properties, so that reading those would lose it silently. */
export function isOpaque(value: object): boolean {
  return (
    types.isPromise(value) ||
    types.isNativeError(value) ||
    types.isRegExp(value) ||
    types.isSharedArrayBuffer(value) ||
    types.isWeakMap(value) ||
    types.isWeakSet(value) ||
    types.isBoxedPrimitive(value) ||
    types.isGeneratorObject(value)
  );
}
