import type { Type } from '@nestjs/common';
import type { EndpointHooks } from '#endpoint';
import {
  encodeArgs,
  receivedOf,
  type AnswerForm,
  type ItemMeta,
  type Outcome,
  type Received,
  type RunItem,
} from '#wire';
import type { HostItem } from '../host/host-item.js';
import type { HostedEndpoint } from '../host/hosted-endpoint.js';
import { RequestContext } from '../host/request-context.js';
import { WorkerDevice } from '../host/worker-device.js';
import type { WriteLog } from '../host/worker-log.js';

export const CPU = new WorkerDevice({ type: 'cpu', index: 0, threads: 2 }, 0);

export interface HostedOptions {
  readonly maxBatchSize?: number;
  readonly concurrency?: number;
  readonly stream?: boolean;
}

/** An endpoint hosted without Nest. */
export function hosted(
  cls: Type<EndpointHooks>,
  { maxBatchSize = 1, concurrency = 1, stream = false }: HostedOptions = {},
  instance: EndpointHooks = new cls(),
): HostedEndpoint {
  const name = cls.name.toLowerCase();
  const assignment = { id: `Host/${cls.name}/0`, name, maxBatchSize, concurrency, stream };
  return { assignment, cls, instance };
}

export function meta(given: Partial<ItemMeta> = {}): ItemMeta {
  const nothing = { headers: {}, query: {}, params: {} };
  return {
    requestId: 'r1',
    remainingMs: null,
    attempt: 0,
    priority: 'normal',
    form: 'value',
    ...nothing,
    ...given,
  };
}

/** Arguments as they arrive in a worker. */
export function received(...args: unknown[]): Received {
  return receivedOf(encodeArgs(args, []));
}

export function runItem(lease: number, body: unknown, given: Partial<ItemMeta> = {}): RunItem<Received> {
  return { lease, meta: meta(given), args: received(body) };
}

export function hostItem(
  lease: number,
  args: readonly unknown[],
  form: AnswerForm = 'bytes',
  log: WriteLog = () => {},
): HostItem {
  const context = new RequestContext(meta({ form, requestId: `r${lease}` }), CPU, 'test', log);
  return { lease, args: received(...args), form, format: undefined, context };
}

/** What a client would read: the parsed JSON, or what kind of failure it is. */
export function told(outcome: Outcome | undefined): unknown {
  if (outcome?.kind === 'bytes') return JSON.parse(Buffer.from(outcome.bytes).toString());
  if (outcome?.kind !== 'error') return outcome?.kind;
  const { name, message, http } = outcome.error;
  return http ? { status: http.status, body: http.body } : `${name}: ${message}`;
}
