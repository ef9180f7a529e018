import { ERRORS, LitServeException, type ErrorCode } from '#common';
import { HttpException } from '@nestjs/common';
import type { ErrorData, HttpErrorData } from '../messages.js';
import { nestException } from './nest-exceptions.js';

/**
 * The error that {@link errorToData} took apart. A Nest exception has its class again (one of the app's own has that of the
 * nearest Nest exception above it), one of ours is a LitServeException; status, body, headers and name are kept. Anything
 * else is an Error, which HTTP answers with 500.
 */
export function errorFromData(data: ErrorData): Error {
  const error = data.http ? httpException(data, data.http) : new Error(data.message);
  define(error, 'name', data.name);
  define(error, 'message', data.message);
  // Our own stack would only name this function.
  define(error, 'stack', data.stack ?? `${data.name}: ${data.message}`);
  if (data.code !== undefined) define(error, 'code', data.code);
  return error;
}

function httpException(data: ErrorData, http: HttpErrorData): HttpException {
  const exception = new HttpException(bodyOf(http.body), http.status);
  if (http.headers) define(exception, 'headers', http.headers);
  if (isOurs(data.code, http.body)) {
    define(exception, 'retryAfterSeconds', http.retryAfterSeconds);
    return withClass(exception, LitServeException);
  }
  return withClass(exception, nestException(http.base ?? 'HttpException') ?? HttpException);
}

/** The constructors of the classes differ and would each make another body, so only the prototype is set. */
function withClass(exception: HttpException, Class: { readonly prototype: HttpException }): HttpException {
  Object.setPrototypeOf(exception, Class.prototype);
  return exception;
}

/** Nest takes text or an object. */
const bodyOf = (body: unknown): string | object =>
  typeof body === 'string' || (typeof body === 'object' && body !== null) ? body : String(body);

/** An exception of ours names its code in its body too. */
function isOurs(code: string | undefined, body: unknown): code is ErrorCode {
  if (code === undefined || !Object.hasOwn(ERRORS, code)) return false;
  return typeof body === 'object' && body !== null && 'code' in body && body.code === code;
}

/** As an error's own constructor does it: not enumerable, so that a logger prints it once. */
function define(error: Error, key: string, value: unknown): void {
  Object.defineProperty(error, key, { value, writable: true, configurable: true, enumerable: false });
}
