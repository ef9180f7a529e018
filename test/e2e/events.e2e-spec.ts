import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ConflictException } from '@nestjs/common';
import {
  EndpointRef,
  InjectEndpoint,
  LitContext,
  LitEndpoint,
  LitServeService,
  type BatchEvent,
  type LitServeEvent,
  type RequestEvent,
  type WorkerEvent,
} from 'nestjs-litserve';
import { once } from 'node:events';
import { filter, firstValueFrom, type Subscription } from 'rxjs';
import { ADAPTERS, bootApp, type RunningApp } from '../support/boot-app.js';

@LitEndpoint('/work', { pool: 'workshop', maxBatchSize: 4, maxQueueSize: 4, timeoutMs: 5000 })
class WorkApi {
  async predict(inputs: string[], contexts: LitContext[]): Promise<unknown[]> {
    if (inputs.includes('hang')) await Promise.all(contexts.map(({ signal }) => once(signal, 'abort')));
    return inputs.map((input) => (input === 'fail' ? new ConflictException() : input));
  }
}

@LitEndpoint('/caller')
class CallerApi {
  constructor(@InjectEndpoint(WorkApi) private readonly work: EndpointRef) {}
  predict(input: string, ctx: LitContext): Promise<unknown> {
    return this.work.predict(input, { ctx });
  }
}

describe.each(ADAPTERS)('events$ on %s', (adapter) => {
  let running: RunningApp;
  let service: LitServeService;
  let seen: LitServeEvent[];
  let subscription: Subscription;
  const requests = (): RequestEvent[] => seen.filter((event) => event.type === 'request');
  const batches = (): BatchEvent[] => seen.filter((event) => event.type === 'batch');
  const isBatch = (event: LitServeEvent): boolean => event.type === 'batch';
  beforeEach(async () => {
    running = await bootApp(adapter, { providers: [WorkApi, CallerApi] });
    service = running.app.get(LitServeService);
    seen = [];
    subscription = service.events$.subscribe((event) => seen.push(event));
  });
  afterEach(() => running.close());

  it('tells of a request and of its batch', async () => {
    const batch = firstValueFrom(service.events$.pipe(filter(isBatch)));
    await running.post('/work', 'a', { 'x-request-id': 'mine' });
    await batch;
    expect(requests()).toEqual([
      {
        type: 'request',
        endpoint: 'work',
        requestId: 'mine',
        outcome: 'completed',
        queuedMs: expect.any(Number),
        totalMs: expect.any(Number),
        attempt: 0,
        origin: 'http',
      },
    ]);
    const [request] = requests();
    expect(request?.queuedMs).toBeGreaterThanOrEqual(0);
    expect(request?.totalMs).toBeGreaterThanOrEqual(request?.queuedMs ?? NaN);
    expect(batches()).toEqual([
      {
        type: 'batch',
        endpoint: 'work',
        pool: 'workshop',
        worker: 0,
        size: 1,
        queuedMs: expect.any(Number),
        runMs: expect.any(Number),
        outcome: 'completed',
      },
    ]);
  });

  it('tells who has called', async () => {
    await running.post('/caller', 'a');
    await service.ref(WorkApi).predict('b');
    expect(requests().map(({ endpoint, origin, caller }) => ({ endpoint, origin, caller }))).toEqual([
      { endpoint: 'work', origin: 'code', caller: 'caller' },
      { endpoint: 'caller', origin: 'http', caller: undefined },
      { endpoint: 'work', origin: 'code', caller: undefined },
    ]);
    expect(requests()[0]?.requestId).toBe(requests()[1]?.requestId);
  });

  it('tells each outcome, with the code of its error', async () => {
    await running.post('/work', 'fail');
    await running.post('/work', 'hang', { 'x-litserve-timeout-ms': '30' });
    const leave = new AbortController();
    const gone = service.ref(WorkApi).predict('hang', { signal: leave.signal });
    leave.abort();
    await expect(gone).rejects.toThrow('aborted');
    const drained = service.drain();
    expect((await running.post('/work', 'late')).json).toMatchObject({ code: 'draining' });
    await drained;
    expect(requests().map(({ outcome, code }) => [outcome, code])).toEqual([
      ['failed', 'ConflictException'],
      ['expired', 'deadline_exceeded'],
      ['cancelled', undefined],
      ['rejected', 'draining'],
    ]);
  });

  it('tells of the workers, and completes, when the app closes', async () => {
    const completed = new Promise<void>((complete) => service.events$.subscribe({ complete }));
    await running.close();
    await completed;
    const workers = seen.filter((event): event is WorkerEvent => event.type === 'worker');
    const ofWorkshop = workers.filter(({ pool }) => pool === 'workshop');
    expect(ofWorkshop).toMatchObject([
      { worker: 0, state: 'stopping', device: 'cpu' },
      { worker: 0, state: 'dead', device: 'cpu', reason: 'exited with code 0' },
    ]);
  });

  it('serves on when a subscriber throws', async () => {
    subscription.unsubscribe();
    service.events$.subscribe(() => {
      throw new Error('clumsy');
    });
    expect((await running.post('/work', 'a')).json).toBe('a');
    expect((await running.post('/work', 'b')).json).toBe('b');
  });
});

describe.each(ADAPTERS)('drain() on %s', (adapter) => {
  it('refuses newcomers at once, says so in /health, and resolves when all has ended', async () => {
    const running = await bootApp(adapter, {
      providers: [WorkApi, CallerApi],
      litserve: { drainTimeoutMs: 100 },
    });
    const service = running.app.get(LitServeService);
    expect(service.stats()['work']).toMatchObject({ submitted: 0, waiting: 0, running: 0 });
    const hanging = running.post('/caller', 'hang');
    while (service.stats()['work']?.running !== 1) await new Promise((resolve) => setImmediate(resolve));
    const drained = service.drain();
    expect(await running.post('/work', 'a')).toMatchObject({ status: 503, json: { code: 'draining' } });
    await expect(service.ref(WorkApi).predict('a')).rejects.toMatchObject({ code: 'draining' });
    const health = await running.get('/health');
    expect(health).toMatchObject({
      status: 503,
      json: { endpoints: [{ reason: 'draining' }, { reason: 'draining' }] },
    });
    await drained;
    expect(await hanging).toMatchObject({ status: 503, json: { code: 'draining' } });
    expect(service.stats()).toMatchObject({ work: { running: 0 }, caller: { running: 0 } });
    await running.close();
  });

  it('resolves at once when nothing runs', async () => {
    const running = await bootApp(adapter, { providers: [WorkApi] });
    await running.app.get(LitServeService).drain();
    await running.close();
  });
});
