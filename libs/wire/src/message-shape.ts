import { WireError } from './frame/wire-error.js';
import type { ErrorData, HttpErrorData, ItemMeta } from './messages.js';

const PRIORITIES: readonly unknown[] = ['high', 'normal', 'low'] satisfies ItemMeta['priority'][];

/** Checks on what has just been parsed from a frame. Each throws a WireError: the other side does not speak our protocol. */

export const badMessage = (what: string): WireError => new WireError('bad_message', what);

export function arrayOf(node: unknown, what: string): readonly unknown[] {
  if (Array.isArray(node)) return node;
  throw badMessage(`${what} is no array`);
}

export function textOf(node: unknown, what: string): string {
  if (typeof node === 'string') return node;
  throw badMessage(`${what} is no text`);
}

/** Numbers of leases, batches, counts: whole, from 0. */
export function countOf(node: unknown, what: string): number {
  if (typeof node === 'number' && Number.isSafeInteger(node) && node >= 0) return node;
  throw badMessage(`${what} is no whole number`);
}

export function priorityOf(node: unknown): ItemMeta['priority'] {
  if (isPriority(node)) return node;
  throw badMessage('an unknown priority');
}

export function recordOf(node: unknown, what: string): Readonly<Record<string, unknown>> {
  if (isRecord(node)) return node;
  throw badMessage(`${what} is no object`);
}

export function recordOfTexts(node: unknown, what: string): Readonly<Record<string, string>> {
  if (isRecord(node) && isAllText(node)) return node;
  throw badMessage(`${what} is no object of texts`);
}

export function recordOfHeaders(
  node: unknown,
  what: string,
): Readonly<Record<string, string | readonly string[]>> {
  if (isRecord(node) && isAllHeaders(node)) return node;
  throw badMessage(`${what} is no object of headers`);
}

export function errorDataOf(node: unknown): ErrorData {
  const { name, message, stack, code, http } = recordOf(node, 'an error');
  return {
    name: textOf(name, 'the name of an error'),
    message: textOf(message, 'the message of an error'),
    ...(stack === undefined ? {} : { stack: textOf(stack, 'a stack') }),
    ...(code === undefined ? {} : { code: textOf(code, 'a code') }),
    ...(http === undefined ? {} : { http: httpErrorDataOf(http) }),
  };
}

function httpErrorDataOf(node: unknown): HttpErrorData {
  const { status, body, headers, base, retryAfterSeconds } = recordOf(node, 'an HTTP error');
  return {
    status: statusOf(status),
    body,
    ...(headers === undefined ? {} : { headers: recordOfTexts(headers, 'headers of an error') }),
    ...(base === undefined ? {} : { base: textOf(base, 'the class of an error') }),
    ...(typeof retryAfterSeconds === 'number' ? { retryAfterSeconds } : {}),
  };
}

export function statusOf(node: unknown): number {
  const status = countOf(node, 'a status');
  if (status < 100 || status > 599) throw badMessage('a status outside 100 to 599');
  return status;
}

const isPriority = (node: unknown): node is ItemMeta['priority'] => PRIORITIES.includes(node);

const isRecord = (node: unknown): node is Readonly<Record<string, unknown>> =>
  typeof node === 'object' && node !== null && !Array.isArray(node);

function isAllText(record: Readonly<Record<string, unknown>>): record is Readonly<Record<string, string>> {
  for (const name in record) if (typeof record[name] !== 'string') return false;
  return true;
}

const isHeader = (value: unknown): boolean =>
  typeof value === 'string' || (Array.isArray(value) && value.every((one) => typeof one === 'string'));

function isAllHeaders(
  record: Readonly<Record<string, unknown>>,
): record is Readonly<Record<string, string | readonly string[]>> {
  for (const name in record) if (!isHeader(record[name])) return false;
  return true;
}
