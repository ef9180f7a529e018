import { BadRequestException, Body, Headers } from '@nestjs/common';
import { afterEach, describe, expect, it } from '@jest/globals';
import { LitContext, LitEndpoint, type LitServeOptions } from 'nestjs-litserve';
import { EventEmitter, once } from 'node:events';
import { ADAPTERS, bootApp, type Answer, type RunningApp } from '../support/boot-app.js';

interface Job {
  readonly name: string;
  readonly priority?: 'high' | 'normal' | 'low';
  readonly key?: string;
}

/** The hooks run inline, in this process; the first run waits until the others are queued. */
const events = new EventEmitter();
let open: () => void = () => undefined;

@LitEndpoint('/jobs', {
  maxBatchSize: 4,
  priority: ({ priority }: Job) => priority ?? 'normal',
  batchKey: ({ key }: Job) => key ?? '',
})
class JobsApi {
  readonly batches: string[][] = [];

  async predict(jobs: Job[]): Promise<string[]> {
    this.batches.push(jobs.map(({ name }) => name));
    if (jobs[0]?.name === 'first') {
      await new Promise<void>((resolve) => {
        open = resolve;
        events.emit('running');
      });
    }
    return jobs.map(({ name }) => name);
  }
}

@LitEndpoint('/plain')
class PlainApi {
  predict(_input: unknown, context: LitContext): string {
    return context.priority;
  }
}

@LitEndpoint('/graded', { priority: ({ grade }: { grade: Job['priority'] }) => grade ?? 'normal' })
class GradedApi {
  predict(_input: unknown, context: LitContext): string {
    return context.priority;
  }
}

@LitEndpoint('/moody', {
  cost: (mood: unknown) => {
    if (mood === 'bad') throw new BadRequestException('no mood');
    if (mood === 'broken') throw new Error('secret');
    return mood === 'wrong' ? NaN : 1;
  },
})
class MoodyApi {
  predict(input: unknown): unknown {
    return input;
  }
}

@LitEndpoint('/by-header', { priority: (tier: unknown) => (tier === 'gold' ? 'high' : 'low') })
class ByHeaderApi {
  decodeRequest(@Headers('x-tier') _tier: string, @Body() body: unknown): unknown {
    return body;
  }

  predict(_input: unknown, context: LitContext): string {
    return context.priority;
  }
}

describe.each(ADAPTERS)('scheduling on %s', (adapter) => {
  let running: RunningApp;
  afterEach(() => running.close());
  const boot = async (litserve: LitServeOptions = {}): Promise<void> => {
    running = await bootApp(adapter, {
      providers: [JobsApi, PlainApi, GradedApi, MoodyApi, ByHeaderApi],
      litserve,
    });
  };
  const graded = (grade: string | undefined, asked: string): Promise<Answer> =>
    running.post('/graded', { grade }, { 'x-litserve-priority': asked });

  it('orders by priority, and batches by key', async () => {
    await boot();
    const started = once(events, 'running');
    const answers = [running.post('/jobs', { name: 'first' })];
    await started;
    const jobs: Job[] = [
      { name: 'low', priority: 'low' },
      { name: 'a1', key: 'a' },
      { name: 'b1', key: 'b' },
      { name: 'a2', key: 'a' },
      { name: 'urgent', priority: 'high' },
    ];
    for (const job of jobs) {
      answers.push(running.post('/jobs', job));
      await until(() => waitingJobs(), answers.length - 1);
    }
    open();
    expect((await Promise.all(answers)).map(({ json }) => json)).toEqual([
      'first',
      ...jobs.map(({ name }) => name),
    ]);
    expect(running.app.get(JobsApi).batches).toEqual([['first'], ['urgent', 'low'], ['a1', 'a2'], ['b1']]);
  });

  async function waitingJobs(): Promise<number> {
    const { json } = await running.get('/health');
    const { endpoints } = json as { endpoints: { name: string; waiting: number }[] };
    return endpoints.find(({ name }) => name === 'jobs')?.waiting ?? 0;
  }

  it('gives a function the first parameter of decodeRequest, whatever it is', async () => {
    await boot();
    expect((await running.post('/by-header', 1, { 'x-tier': 'gold' })).json).toBe('high');
    expect((await running.post('/by-header', 1)).json).toBe('low');
  });

  it('shows a function a large body as it shows a small one', async () => {
    await boot();
    const padding = 'x'.repeat(200_000);
    expect((await running.post('/graded', { grade: 'low', padding })).json).toBe('low');
  });

  it('answers what a function throws, to the one who asked', async () => {
    await boot();
    expect(await running.post('/moody', 'bad')).toMatchObject({ status: 400, json: { message: 'no mood' } });
    for (const mood of ['broken', 'wrong']) {
      const answer = await running.post('/moody', mood);
      expect(answer).toMatchObject({ status: 500, json: { code: 'internal_error' } });
      expect(answer.text).not.toMatch(/secret|cost/);
    }
    expect(await running.post('/moody', 'good')).toMatchObject({ status: 200, json: 'good' });
  });

  it('ignores the header of a client, sane or not, unless the app lets it count', async () => {
    await boot();
    for (const asked of ['high', 'nonsense']) {
      expect((await running.post('/plain', 1, { 'x-litserve-priority': asked })).json).toBe('normal');
    }
  });

  it('lets a client choose with clientPriority, up to what the endpoint grants', async () => {
    await boot({ clientPriority: true });
    expect((await running.post('/plain', 1, { 'x-litserve-priority': 'HIGH' })).json).toBe('high');
    expect((await running.post('/plain', 1)).json).toBe('normal');
    expect((await graded('normal', 'high')).json).toBe('normal');
    expect((await graded('high', 'low')).json).toBe('low');
    expect(await graded('high', 'urgent')).toMatchObject({ status: 400, json: { code: 'invalid_priority' } });
  });
});

async function until(read: () => Promise<number>, count: number): Promise<void> {
  while ((await read()) < count) await new Promise((resolve) => setImmediate(resolve));
}
