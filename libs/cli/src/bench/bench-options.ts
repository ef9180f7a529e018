import { parseArgs } from 'node:util';
import type { Objective } from './objective.js';
import { readBodies, type Bodies } from './request-bodies.js';

export interface BenchOptions {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bodies: readonly Buffer[];
  /** `undefined`: as the endpoint says. */
  readonly stream: boolean | undefined;
  readonly timeoutMs: number;
  /** `undefined`: more and more of them. */
  readonly concurrency: readonly number[] | undefined;
  /** `undefined`: parts of what was measured. */
  readonly rates: readonly number[] | undefined;
  /** `undefined`: three seconds, and more when answers take long. */
  readonly durationMs: number | undefined;
  readonly warmUpMs: number;
  readonly objective: Objective | undefined;
  readonly endpoint: string | undefined;
  readonly json: string | undefined;
}

/** Why a command line was not understood. */
export class BenchUsageError extends Error {}

const OPTIONS = {
  data: { type: 'string', multiple: true },
  'content-type': { type: 'string' },
  method: { type: 'string', default: 'POST' },
  header: { type: 'string', multiple: true, default: [] as string[] },
  stream: { type: 'boolean' },
  'timeout-ms': { type: 'string', default: '30000' },
  concurrency: { type: 'string' },
  rate: { type: 'string' },
  duration: { type: 'string' },
  'warm-up': { type: 'string', default: '500ms' },
  slo: { type: 'string' },
  endpoint: { type: 'string' },
  json: { type: 'string' },
} as const;

/**
 * @param args after `bench`
 * @throws BenchUsageError that says what is wrong
 */
export function benchOptions(
  args: readonly string[],
  readFile: (path: string) => Buffer | undefined,
): BenchOptions {
  const { values, positionals } = parse(args);
  const [url, ...more] = positionals;
  if (url === undefined) throw new BenchUsageError('bench needs the URL of an endpoint');
  if (more.length > 0) throw new BenchUsageError(`bench takes one URL, and not "${more.join('", "')}"`);
  const method = values.method.toUpperCase();
  const bodies = bodiesOf(values.data, method, values['content-type'], readFile);
  return {
    url: urlOf(url),
    method,
    headers: { ...bodies.headers, ...Object.fromEntries(values.header.map(headerOf)) },
    bodies: bodies.bodies,
    stream: values.stream,
    timeoutMs: number('--timeout-ms', values['timeout-ms']),
    concurrency:
      values.concurrency === undefined ? undefined : list('--concurrency', values.concurrency, true),
    rates: values.rate === undefined ? undefined : list('--rate', values.rate, false),
    durationMs: values.duration === undefined ? undefined : time('--duration', values.duration),
    warmUpMs: time('--warm-up', values['warm-up'], true),
    objective: values.slo === undefined ? undefined : objectiveOf(values.slo),
    endpoint: values.endpoint,
    json: values.json,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new BenchUsageError((error as Error).message);
  }
}

function urlOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw new BenchUsageError(`"${text}" is no URL: write http://localhost:3000/predict`);
}

function headerOf(text: string): [string, string] {
  const [, name, value] = /^([^\s:]+)\s*:\s*(.*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    throw new BenchUsageError(`--header takes "name: value", got "${text}"`);
  }
  return [name.toLowerCase(), value];
}

function bodiesOf(
  data: readonly string[] | undefined,
  method: string,
  contentType: string | undefined,
  readFile: (path: string) => Buffer | undefined,
): Bodies {
  if (data === undefined && (method === 'GET' || method === 'HEAD')) return { bodies: [], headers: {} };
  const read = readBodies(data ?? ['{}'], contentType, readFile);
  if (typeof read === 'string') throw new BenchUsageError(read);
  return read;
}

function number(option: string, text: string, isWhole = true): number {
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && Number.isFinite(value) && (!isWhole || Number.isInteger(value))) {
    return value;
  }
  throw new BenchUsageError(`${option} takes ${isWhole ? 'whole ' : ''}numbers above 0, got "${text}"`);
}

const list = (option: string, text: string, isWhole: boolean): number[] =>
  text === '0' ? [] : text.split(',').map((part) => number(option, part, isWhole));

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };

function time(option: string, text: string, mayBeZero = false): number {
  const [, digits = '', unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(text) ?? [];
  const ms = Number(digits) * (UNITS[unit] ?? NaN);
  if (ms > 0 || (mayBeZero && (ms === 0 || text === '0'))) return text === '0' ? 0 : ms;
  throw new BenchUsageError(`${option} takes a time such as 3s, 500ms or 1m, got "${text}"`);
}

function objectiveOf(text: string): Objective {
  const [, first, percentile, limit] = /^(first\.)?(p50|p90|p95|p99)=(.+)$/.exec(text) ?? [];
  if (percentile === undefined || limit === undefined) {
    throw new BenchUsageError(`--slo takes p50, p90, p95 or p99 and a time, p99=200ms, got "${text}"`);
  }
  return {
    of: first === undefined ? 'latency' : 'first',
    percentile: percentile as Objective['percentile'],
    limitMs: time('--slo', limit),
  };
}
