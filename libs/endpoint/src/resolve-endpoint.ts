import type { Type } from '@nestjs/common';
import { onDemand, window } from '#batching';
import type { EndpointDefinition } from './endpoint.definition.js';
import { endpointId } from './endpoint.metadata.js';
import { endpointName, nameOfEndpoint } from './endpoint-name.js';
import {
  ENDPOINT_DEFAULTS,
  POOL_OPTION_NAMES,
  SCHEDULING_OPTION_NAMES,
  type EndpointDefaults,
  type LitEndpointOptions,
  type LitPoolOptions,
  type ResolvedEndpointOptions,
} from './endpoint.options.js';

/** The options without those that are `undefined`, so that spreading them keeps a default. */
function given<T extends object>(options: T): T {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T;
}

/** Library defaults, then the app's, then the decorator's. The options must have passed their rules. */
export function resolveEndpoint(
  cls: Type<object>,
  host: string,
  ordinal: number,
  own: LitEndpointOptions,
  appDefaults: EndpointDefaults = {},
): EndpointDefinition {
  const merged = { ...ENDPOINT_DEFAULTS, ...given(appDefaults), ...given(own) };
  const options: ResolvedEndpointOptions = {
    path: merged.path,
    name: nameOfEndpoint(cls.name, ordinal, own),
    stream: merged.stream,
    streamIdleMs: merged.streamIdleMs,
    maxBatchSize: merged.maxBatchSize,
    batchTimeoutMs: merged.batchTimeoutMs,
    batching: merged.batching ?? (merged.batchTimeoutMs > 0 ? window() : onDemand()),
    concurrency: merged.concurrency,
    pool: own.pool ?? endpointName(cls.name),
    timeoutMs: merged.timeoutMs,
    maxQueueSize: merged.maxQueueSize,
    onLate: merged.onLate,
    maxPayloadBytes: merged.maxPayloadBytes,
    body: merged.body,
    onBatchError: merged.onBatchError,
    onCrash: merged.onCrash,
    sessionIdleMs: merged.sessionIdleMs,
    maxSessions: merged.maxSessions,
    metadata: own.metadata ?? {},
    specs: own.specs ?? [],
    scheduling: pick(merged, SCHEDULING_OPTION_NAMES),
    ...(own.version === undefined ? {} : { version: own.version }),
  };
  return Object.freeze({ id: endpointId(host, cls.name, ordinal), cls, host, options });
}

/** The options of a decorator that concern its pool. */
export function poolOptionsOf(options: LitPoolOptions): LitPoolOptions {
  return pick(options, POOL_OPTION_NAMES);
}

/** Whether an endpoint looks at its requests before they are queued. */
export function isScheduled({ scheduling }: ResolvedEndpointOptions): boolean {
  return Object.keys(scheduling).length > 0;
}

function pick<T extends object, Name extends keyof T>(options: T, names: readonly Name[]): Pick<T, Name> {
  const picked = names.filter((name) => options[name] !== undefined).map((name) => [name, options[name]]);
  return Object.fromEntries(picked) as Pick<T, Name>;
}
