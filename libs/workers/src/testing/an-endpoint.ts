import { createWorkQueue, type Lease, type Priority, type WorkQueue } from '#queue';
import type { RunItem } from '#wire';
import type { Answer, PoolEndpoint } from '../pool-endpoint.js';

export interface EndpointOptions {
  readonly name?: string;
  readonly maxBatchSize?: number;
  readonly concurrency?: number;
  readonly stream?: boolean;
  readonly timeoutMs?: number;
  readonly queue?: WorkQueue<string, Answer>;
}

/** An endpoint whose items are texts. A text that begins with `uncrossable` does not cross. */
export function anEndpoint(given: EndpointOptions = {}): PoolEndpoint<string> {
  const { name = 'api', maxBatchSize = 1, concurrency = 1, stream = false, timeoutMs = 0 } = given;
  return {
    assignment: { id: `AppModule/${name}/0`, name, maxBatchSize, concurrency, stream },
    queue: given.queue ?? createWorkQueue<string, Answer>({ defer: (announce) => announce() }),
    batchTimeoutMs: 0,
    timeoutMs,
    toItem,
  };
}

function toItem({ payload }: Lease<string, Answer>, lease: number): RunItem {
  if (payload.startsWith('uncrossable')) throw new TypeError(payload);
  return {
    lease,
    meta: {
      requestId: payload,
      remainingMs: null,
      attempt: 0,
      priority: 'normal',
      headers: {},
      query: {},
      params: {},
      form: 'bytes',
    },
    args: { json: JSON.stringify([payload]), sections: [] },
  };
}

/** Hands texts in; what becomes of them is written into the list that is returned, in that order. */
export function submit(endpoint: PoolEndpoint<string>, ...payloads: string[]): string[] {
  return submitAs('normal', endpoint, ...payloads);
}

/** The same; of two items, the one with the higher priority has the lower rank, whenever they came. */
export function submitAs(
  priority: Priority,
  endpoint: PoolEndpoint<string>,
  ...payloads: string[]
): string[] {
  const outcomes: string[] = [];
  for (const payload of payloads) {
    endpoint.queue.submit({
      payload,
      timeoutMs: 0,
      priority,
      ...(endpoint.assignment.stream ? { streamIdleMs: 0 } : {}),
      sink: {
        chunk: () => outcomes.push(`chunk of ${payload}`),
        done: () => outcomes.push(payload),
        fail: (error) => outcomes.push(`${payload} failed: ${error.message}`),
      },
    });
  }
  return outcomes;
}
