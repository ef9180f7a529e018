import * as nest from '@nestjs/common';
import { HttpException } from '@nestjs/common';

type ExceptionClass = typeof HttpException;

const isExceptionClass = (one: unknown): one is ExceptionClass =>
  typeof one === 'function' && (one === HttpException || one.prototype instanceof HttpException);

/** Every exception that Nest exports, by name: the ones that `@Catch` of an app may name. */
const CLASSES: ReadonlyMap<string, ExceptionClass> = new Map(
  Object.values<unknown>(nest)
    .filter(isExceptionClass)
    .map((one) => [one.name, one]),
);

export const nestException = (name: string): ExceptionClass | undefined => CLASSES.get(name);

/** The exception's own class if Nest exports it, or else the first one above it. */
export function nearestNestException(exception: object): ExceptionClass | undefined {
  for (let at: unknown = exception; typeof at === 'object' && at !== null; at = Object.getPrototypeOf(at)) {
    const made: unknown = at.constructor;
    if (isExceptionClass(made) && CLASSES.get(made.name) === made) return made;
  }
  return undefined;
}
