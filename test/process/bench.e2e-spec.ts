import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { packageJson } from '../architecture/support/repository.js';
import { startApp, type StartedApp } from '../support/start-app.js';

const { bin = {} } = packageJson();
const QUICK = ['--duration', '1s', '--warm-up', '200ms'];

interface Report {
  readonly server: { readonly endpoint: { readonly name: string }; readonly workers: number };
  readonly stages: readonly {
    readonly throughput: number;
    readonly eventsPerSecond: number;
    readonly firstEventMs?: { readonly p50: number };
    readonly gapMs?: { readonly p50: number };
    readonly errors: Readonly<Record<string, number>>;
    readonly retryAfter?: string;
  }[];
  readonly advice: {
    readonly service: { readonly line: { readonly a: number; readonly b: number } };
    readonly suggestions: readonly { readonly setting: string; readonly suggested?: number }[];
  };
}

describe('npx nestjs-litserve bench', () => {
  let app: StartedApp;
  beforeAll(async () => {
    app = await startApp('test/fixtures/bench/main.js');
  }, 60_000);
  afterAll(() => app.stop(), 30_000);

  async function bench(args: readonly string[], interruptAt?: string) {
    const child = spawn(process.execPath, [bin['nestjs-litserve'] ?? '', 'bench', ...args]);
    let [out, error] = ['', ''];
    child.stdout.on('data', (text: Buffer) => (out += text.toString()));
    child.stderr.on('data', (text: Buffer) => {
      error += text.toString();
      if (interruptAt !== undefined && error.includes(interruptAt)) child.kill('SIGINT');
    });
    const [code] = (await once(child, 'close')) as [number];
    return { code, out, error };
  }

  async function report(path: string, ...args: string[]): Promise<Report> {
    const { out } = await bench([app.url + path, ...QUICK, ...args, '--json', '-']);
    return JSON.parse(out) as Report;
  }

  it('finds the best size of a model whose law is known, from the settings it has', async () => {
    const { server, advice } = await report('/predict', '--concurrency', '2,8,32', '--rate', '0');

    expect(server).toMatchObject({ endpoint: { name: 'simulated' }, workers: 1 });
    // 16 ms and 1 ms per item; timers, and a machine that is busy, only add to it.
    expect(advice.service.line.a).toBeGreaterThan(12);
    expect(advice.suggestions.find(({ setting }) => setting === 'maxBatchSize')?.suggested).toBe(32);
  }, 40_000);

  it('measures streams, which are asked for by themselves', async () => {
    const { stages } = await report('/stream', '--concurrency', '4', '--rate', '20');

    expect(stages).toHaveLength(2);
    for (const { eventsPerSecond, throughput, firstEventMs, gapMs, errors } of stages) {
      expect(errors).toEqual({});
      expect(throughput).toBeGreaterThan(0);
      expect(eventsPerSecond / throughput).toBeCloseTo(5);
      expect(firstEventMs?.p50).toBeGreaterThanOrEqual(9);
      expect(gapMs?.p50).toBeGreaterThan(5);
    }
  }, 40_000);

  it('counts refusals by their code, with what they say of a retry', async () => {
    const { stages } = await report('/full', '--concurrency', '6', '--rate', '0');

    expect(stages[0]?.errors['429 queue_full']).toBeGreaterThan(0);
    expect(stages[0]?.retryAfter).toMatch(/^\d+$/);
  }, 40_000);

  it.each([
    ['/closed', '401', 'bring a key'],
    ['/broken', 'stream error internal_error', 'so there is nothing to measure'],
    ['/absent', '404', 'Cannot POST /absent'],
  ])('stops at the first answer of %s, and shows it', async (path, status, why) => {
    const { code, out, error } = await bench([app.url + path, '--stream']);
    expect([code, out]).toEqual([1, '']);
    expect(error).toContain(`gave ${status}`);
    expect(error).toContain(why);
  });

  it('says that nobody is there, and what it does not understand', async () => {
    const nobody = await bench(['http://127.0.0.1:9/predict']);
    expect([nobody.code, nobody.error]).toEqual([
      1,
      expect.stringContaining('cannot reach http://127.0.0.1:9'),
    ]);
    const odd = await bench([app.url, '--duration', 'long']);
    expect([odd.code, odd.error]).toEqual([2, expect.stringContaining('--duration takes a time')]);
  });

  it('shows what is there when it is interrupted', async () => {
    const { code, out } = await bench([`${app.url}/predict`, '--duration', '500ms'], '2 callers');
    expect(code).toBe(130);
    expect(out).toMatch(/^2 callers /m);
    expect(out).toContain('best ');
  }, 40_000);
});
