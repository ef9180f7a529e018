import { describe } from '#common';
import { STATUS_CODES, validateHeaderName, validateHeaderValue } from 'node:http';
import { toJson } from '../json-answer.js';
import type { ErrorData, HttpErrorData } from '../messages.js';
import { nearestNestException } from './nest-exceptions.js';

/** A stack goes to the log of the other process; a runaway message must not fill the pipe. */
const MAX_TEXT_CHARACTERS = 16_384;
const MAX_CAUSES = 5;

interface HttpExceptionLike {
  getStatus(): unknown;
  getResponse(): unknown;
}

/** Takes what was thrown, error or not, as data. Never throws itself, whatever the getters of the error do. */
export function errorToData(error: unknown): ErrorData {
  if (!isErrorLike(error)) {
    const message = `something that is no Error was thrown: ${attempt(() => describe(error)) ?? 'unreadable'}`;
    return { name: 'Error', message };
  }
  const code = textOf(error, 'code');
  const stack = stackOf(error);
  const http = isHttpExceptionLike(error) ? attempt(() => httpOf(error)) : undefined;
  return {
    name: textOf(error, 'name') ?? 'Error',
    message: textOf(error, 'message') ?? '',
    ...(stack === undefined ? {} : { stack }),
    ...(code === undefined ? {} : { code }),
    ...(http === undefined ? {} : { http }),
  };
}

/** By its form and not by its class: errors of another realm or another copy of Nest count as well. */
function isErrorLike(error: unknown): error is object {
  if (typeof error !== 'object' || error === null) return false;
  return attempt(() => error instanceof Error) === true || textOf(error, 'stack') !== undefined;
}

function isHttpExceptionLike(error: object): error is HttpExceptionLike {
  return typeof read(error, 'getStatus') === 'function' && typeof read(error, 'getResponse') === 'function';
}

function httpOf(error: HttpExceptionLike): HttpErrorData | undefined {
  const status = error.getStatus();
  // Below 200 it would be no answer, and the client would wait for one.
  if (!Number.isInteger(status) || Number(status) < 200 || Number(status) > 599) return undefined;
  const headers = headersOf(error);
  const base = nearestNestException(error)?.name;
  const retryAfterSeconds = read(error, 'retryAfterSeconds');
  return {
    status: Number(status),
    body: bodyOf(error.getResponse(), Number(status)),
    ...(headers ? { headers } : {}),
    ...(base === undefined ? {} : { base }),
    ...(typeof retryAfterSeconds === 'number' ? { retryAfterSeconds } : {}),
  };
}

/** Nest shows a client the standard message when the response is an Error, never that error's own. */
function bodyOf(response: unknown, statusCode: number): unknown {
  const standard = { statusCode, message: STATUS_CODES[statusCode] ?? 'Error' };
  if (response instanceof Error) return standard;
  return attempt((): unknown => JSON.parse(toJson(response))) ?? standard;
}

/** Headers that Node would refuse to send are left out: one bad header must not turn a 4xx into a 500. */
function headersOf(error: object): Record<string, string> | undefined {
  const getHeaders = read(error, 'getHeaders');
  const own =
    typeof getHeaders === 'function'
      ? attempt((): unknown => Reflect.apply(getHeaders, error, []))
      : read(error, 'headers');
  if (typeof own !== 'object' || own === null) return undefined;
  const valid = Object.entries(own).flatMap(([name, value]: [string, unknown]): [string, string][] => {
    const text = attempt(() => (Array.isArray(value) ? value.join(', ') : String(value)));
    return text !== undefined && value !== undefined && isSendable(name, text) ? [[name, text]] : [];
  });
  return valid.length > 0 ? Object.fromEntries(valid) : undefined;
}

const isSendable = (name: string, value: string): boolean =>
  attempt(() => {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  }) ?? false;

/** The stack of the error and of those that caused it: only text crosses. */
function stackOf(error: object): string | undefined {
  const stacks: string[] = [];
  const seen = new Set<unknown>();
  let next: unknown = error;
  while (next !== undefined && next !== null && !seen.has(next) && stacks.length < MAX_CAUSES) {
    seen.add(next);
    const text =
      typeof next === 'object' ? (textOf(next, 'stack') ?? textOf(next, 'message')) : describe(next);
    if (text !== undefined) stacks.push(text);
    next = typeof next === 'object' ? read(next, 'cause') : undefined;
  }
  return stacks.length > 0 ? clip(stacks.join('\nCaused by: ')) : undefined;
}

function textOf(error: object, key: string): string | undefined {
  const value = read(error, key);
  return typeof value === 'string' ? clip(value) : undefined;
}

const read = (from: object, key: string): unknown => attempt((): unknown => Reflect.get(from, key));

const clip = (text: string): string =>
  text.length > MAX_TEXT_CHARACTERS ? `${text.slice(0, MAX_TEXT_CHARACTERS)}… (cut)` : text;

function attempt<T>(get: () => T): T | undefined {
  try {
    return get();
  } catch {
    return undefined;
  }
}
