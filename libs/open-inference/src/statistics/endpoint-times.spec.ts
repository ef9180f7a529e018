import { describe, expect, it } from '@jest/globals';
import type { BatchEvent, RequestEvent } from '#core';
import { EndpointTimes } from './endpoint-times.js';

const request = (outcome: RequestEvent['outcome'], totalMs: number, queuedMs: number): RequestEvent => ({
  type: 'request',
  endpoint: 'e',
  requestId: 'r',
  outcome,
  queuedMs,
  totalMs,
  attempt: 1,
  origin: 'http',
});
const batch = (size: number, runMs: number, outcome: BatchEvent['outcome'] = 'completed'): BatchEvent => ({
  type: 'batch',
  endpoint: 'e',
  pool: 'p',
  worker: 0,
  size,
  queuedMs: 0,
  runMs,
  outcome,
});

describe('the times of an endpoint', () => {
  it('are sums of what its events say, in ns', () => {
    const times = new EndpointTimes();
    times.addRequest(request('completed', 3, 1));
    times.addRequest(request('completed', 4, 0.5));
    times.addRequest(request('expired', 9, 9));
    times.addBatch(batch(2, 2), 1000);
    times.addBatch(batch(1, 0.25), 2000);
    times.addBatch(batch(1, 0.25), 3000);
    times.addBatch(batch(5, 7, 'returned'), 4000);
    expect(times.report()).toMatchObject({
      last_inference: 3000,
      inference_count: 2,
      execution_count: 3,
      inference_stats: {
        success: { count: 2, ns: 7_000_000 },
        fail: { count: 1, ns: 9_000_000 },
        queue: { count: 2, ns: 1_500_000 },
        compute_infer: { count: 4, ns: 4_500_000 },
        cache_hit: { count: 0, ns: 0 },
      },
      batch_stats: [
        { batch_size: 1, compute_infer: { count: 2, ns: 500_000 } },
        { batch_size: 2, compute_infer: { count: 1, ns: 2_000_000 } },
      ],
    });
  });

  it('are nothing at first', () => {
    expect(new EndpointTimes().report()).toMatchObject({ last_inference: 0, batch_stats: [] });
  });
});
