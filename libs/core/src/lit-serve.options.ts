import type { CanActivate, Type } from '@nestjs/common';
import { availableParallelism } from 'node:os';
import {
  checkOptions,
  describe,
  duration,
  either,
  matching,
  ofType,
  oneOf,
  wholeNumber,
  type OptionRule,
} from '#common';
import {
  ENDPOINT_DEFAULT_RULES,
  ENDPOINT_DEFAULTS,
  POOL_RULES,
  type EndpointDefaults,
  type LitPoolOptions,
} from '#endpoint';

/** What `LitServeModule.forRoot` takes: defaults for every endpoint, and what concerns the app as a whole. */
export interface LitServeOptions extends EndpointDefaults {
  /** Options of pools by name. @default none */
  readonly pools?: Readonly<Record<string, LitPoolOptions>>;
  /**
   * The file worker processes run; any file that ends in `NestFactory.create(RootModule)`.
   * Needed under `node:cluster` and for real workers in tests. @default the app's own main file
   * @example forRoot({ worker: new URL('./main.js', import.meta.url) })
   */
  readonly worker?: string | URL;
  /**
   * Modules that must not start in workers although an endpoint's module imports them or they are global: schedulers,
   * queue consumers. @default none
   */
  readonly workerExclude?: readonly Type[];
  /** 200 when every endpoint can answer, else 503; `false` turns it off. @default '/health' */
  readonly healthPath?: string | false;
  /** 200 while the event loop turns; `false` turns it off. @default '/livez' */
  readonly livePath?: string | false;
  /** Describes the server and its endpoints as JSON; `false` turns it off. @default '/info' */
  readonly infoPath?: string | false;
  /**
   * A `POST` that drains the app and answers when it is done, for a `preStop` hook; it needs a {@link drainGuard}.
   *
   * @default false
   */
  readonly drainPath?: string | false;
  /** Who may drain: a guard class, a provider of the app or one that can be made from global providers. @default none */
  readonly drainGuard?: Type<CanActivate>;
  /**
   * `listen` resolves when every endpoint has a ready worker; `false` listens at once and answers 503 `not_ready` until
   * then. @default true
   */
  readonly waitForReady?: boolean;
  /**
   * Whether the header `x-litserve-priority: high | normal | low` counts. With a `priority` function, it can only lower
   * what that says. @default false
   */
  readonly clientPriority?: boolean;
  /**
   * What the bodies of all requests in hand may take together, in the HTTP process; beyond it 429 `buffer_full`.
   * Minimum 1. @default 256 MiB
   */
  readonly maxBufferedBytes?: number;
  /** Workers that may boot at the same time, over all pools. Minimum 1. @default the number of cores */
  readonly maxConcurrentBoots?: number;
  /** How long accepted work may take when the app closes; what is left then is 503 `draining`. @default 10_000 */
  readonly drainTimeoutMs?: number;
  /** How long a worker may take to stop before it is killed. @default 2_000 */
  readonly killGraceMs?: number;
}

/** The names of the options that are not defaults for endpoints. */
const APP_OPTION_NAMES = [
  'pools',
  'worker',
  'workerExclude',
  'healthPath',
  'livePath',
  'infoPath',
  'drainPath',
  'drainGuard',
  'waitForReady',
  'clientPriority',
  'maxBufferedBytes',
  'maxConcurrentBoots',
  'drainTimeoutMs',
  'killGraceMs',
] as const;

export interface ResolvedLitServeOptions {
  readonly endpointDefaults: EndpointDefaults;
  readonly pools: Readonly<Record<string, LitPoolOptions>>;
  readonly worker: string | URL | undefined;
  readonly workerExclude: readonly Type[];
  readonly paths: Readonly<Record<SystemRoute, SystemPath>>;
  readonly drain: { readonly path: string; readonly guard: Type<CanActivate> } | undefined;
  readonly waitForReady: boolean;
  readonly clientPriority: boolean;
  /** Of a body whose route does not say. */
  readonly maxPayloadBytes: number;
  readonly maxBufferedBytes: number;
  readonly maxConcurrentBoots: number;
  readonly drainTimeoutMs: number;
  readonly killGraceMs: number;
}

export type SystemRoute = 'health' | 'live' | 'info';

/** `byDefault` paths step aside when the app has that route; chosen ones are a conflict then. */
export interface SystemPath {
  readonly path: string | false;
  readonly byDefault: boolean;
}

export const LIT_SERVE_DEFAULTS = Object.freeze({
  healthPath: '/health',
  livePath: '/livez',
  infoPath: '/info',
  drainPath: false,
  waitForReady: true,
  clientPriority: false,
  maxBufferedBytes: 256 * 1024 * 1024,
  drainTimeoutMs: 10_000,
  killGraceMs: 2_000,
} as const);

const path = either(
  oneOf(false),
  matching('a route path', (value) => typeof value === 'string' && /^[^\s?#]+$/.test(value)),
);

const isRecord = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const RULES: Readonly<Record<string, OptionRule>> = {
  ...ENDPOINT_DEFAULT_RULES,
  pools: matching('an object of pools by name', isRecord),
  worker: matching(
    'a file path or a file: URL',
    (value) =>
      (typeof value === 'string' && value !== '') || (value instanceof URL && value.protocol === 'file:'),
  ),
  workerExclude: matching(
    'a list of module classes',
    (value) => Array.isArray(value) && value.every((one) => typeof one === 'function'),
  ),
  healthPath: path,
  livePath: path,
  infoPath: path,
  drainPath: path,
  drainGuard: ofType('function'),
  waitForReady: ofType('boolean'),
  clientPriority: ofType('boolean'),
  maxBufferedBytes: wholeNumber(1),
  maxConcurrentBoots: wholeNumber(1),
  drainTimeoutMs: duration(),
  killGraceMs: duration(),
};

/** What is wrong with the options of `forRoot`; empty when all is well. */
export function checkLitServeOptions(given: LitServeOptions): string[] {
  const where = 'LitServeModule.forRoot()';
  const problems = checkOptions(where, { ...given }, RULES);
  if (typeof given.drainPath === 'string' && given.drainGuard === undefined) {
    problems.push(`${where}: drainPath needs drainGuard, the guard class that says who may drain the app`);
  }
  if (!isRecord(given.pools)) return problems;
  const ofPools = Object.entries(given.pools).flatMap(([name, options]) =>
    isRecord(options)
      ? checkOptions(`${where} pools.${name}`, { ...options }, POOL_RULES)
      : [`${where} pools.${name}: must be an object of pool options, got ${describe(options)}`],
  );
  return [...problems, ...ofPools];
}

export function resolveLitServeOptions(given: LitServeOptions): ResolvedLitServeOptions {
  const appOnly = new Set<string>(APP_OPTION_NAMES);
  const endpointDefaults = Object.fromEntries(Object.entries(given).filter(([name]) => !appOnly.has(name)));
  const systemPath = (name: 'healthPath' | 'livePath' | 'infoPath'): SystemPath => ({
    path: given[name] ?? LIT_SERVE_DEFAULTS[name],
    byDefault: given[name] === undefined,
  });
  return Object.freeze({
    endpointDefaults,
    pools: given.pools ?? {},
    worker: given.worker,
    workerExclude: given.workerExclude ?? [],
    paths: { health: systemPath('healthPath'), live: systemPath('livePath'), info: systemPath('infoPath') },
    drain:
      typeof given.drainPath === 'string' && given.drainGuard
        ? { path: given.drainPath, guard: given.drainGuard }
        : undefined,
    waitForReady: given.waitForReady ?? LIT_SERVE_DEFAULTS.waitForReady,
    clientPriority: given.clientPriority ?? LIT_SERVE_DEFAULTS.clientPriority,
    maxPayloadBytes: given.maxPayloadBytes ?? ENDPOINT_DEFAULTS.maxPayloadBytes,
    maxBufferedBytes: given.maxBufferedBytes ?? LIT_SERVE_DEFAULTS.maxBufferedBytes,
    maxConcurrentBoots: given.maxConcurrentBoots ?? availableParallelism(),
    drainTimeoutMs: given.drainTimeoutMs ?? LIT_SERVE_DEFAULTS.drainTimeoutMs,
    killGraceMs: given.killGraceMs ?? LIT_SERVE_DEFAULTS.killGraceMs,
  });
}
