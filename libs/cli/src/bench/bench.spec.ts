import { describe, expect, it } from '@jest/globals';
import { benchCommand } from './bench-command.js';
import type { BenchReport } from './bench.js';
import type { BenchSystem } from './bench-system.js';
import { SimulatedServer, type Simulated } from '../testing/simulated-server.js';

const MODEL: Simulated = { a: 16, b: 1, maxBatchSize: 8, workers: 1, networkMs: 1 };

async function run(model: Partial<Simulated>, args: string[] = [], differs: Partial<BenchSystem> = {}) {
  const server = new SimulatedServer({ ...MODEL, ...model });
  let [out, error] = ['', ''];
  const io = { out: (text: string) => void (out += text), error: (text: string) => void (error += text) };
  const code = await benchCommand(['http://x/predict', ...args], io, server.system(differs), '0.1.0');
  return { code, out, error };
}

async function report(model: Partial<Simulated>, ...args: string[]): Promise<BenchReport> {
  const { out } = await run(model, [...args, '--json', '-']);
  return JSON.parse(out) as BenchReport;
}

const suggested = ({ advice }: BenchReport, setting: string) =>
  advice.suggestions.find((one) => one.setting === setting)?.suggested;

describe('the bench, against servers of a known law', () => {
  it('finds the law of the batches, and the size from which doubling brings too little', async () => {
    const found = await report({ maxBatchSize: 8 });

    expect(found.advice.service?.line?.a).toBeCloseTo(16, 0);
    expect(found.advice.service?.line?.b).toBeCloseTo(1, 0);
    expect(suggested(found, 'maxBatchSize')).toBe(32);
    expect(suggested(found, 'batchTimeoutMs')).toBe(0);
  });

  it.each([
    ['with two workers', { workers: 2 }, 32],
    ['not further than it can see', { a: 100, b: 0.1, maxBatchSize: 4 }, 16],
    ['when larger batches bring little', { a: 1, b: 2, maxBatchSize: 8 }, 8],
    ['when it is far too large, which costs nothing', { maxBatchSize: 256 }, 256],
    ['not without a batch ever seen', { maxBatchSize: 1 }, 8],
  ])('suggests a size %s', async (_, model, size) => {
    expect(suggested(await report(model), 'maxBatchSize')).toBe(size);
  });

  it('bounds the size by the objective, and finds the largest rate that keeps it', async () => {
    // 1 ms of network, and two batches of 13: 1 + 2 (16 + 13) = 59.
    const found = await report({ maxBatchSize: 64 }, '--slo', 'p99=60ms', '--duration', '20s');

    expect(suggested(found, 'maxBatchSize')).toBeGreaterThanOrEqual(12);
    expect(suggested(found, 'maxBatchSize')).toBeLessThanOrEqual(14);
    const kept = found.stages.filter((stage) => stage.kept);
    const broken = found.stages.filter((stage) => stage.load.loop === 'open' && !stage.kept);
    expect(found.keptRate).toBeGreaterThan(100);
    expect(kept.every(({ latencyMs }) => (latencyMs?.p99 ?? Infinity) <= 60)).toBe(true);
    expect(broken.length).toBeGreaterThan(0);
  });

  it('says how many workers a rate needs', async () => {
    // 8 items in 24 ms are 333 a second; 80 % of a worker with batches of 32 are 533.
    const found = await report({}, '--rate', '1500');
    expect(suggested(found, 'workersPerDevice')).toBe(3);
  });

  it('has of Little what callers are, and stops when more of them bring nothing', async () => {
    const { stages } = await report({});

    for (const { load, inFlight } of stages.filter(({ load: { loop } }) => loop === 'closed')) {
      if (load.loop === 'closed') expect(inFlight / load.concurrency).toBeCloseTo(1, 0);
    }
    expect(stages.filter(({ load: { loop } }) => loop === 'closed').length).toBeLessThan(9);
    expect(stages.filter(({ load: { loop } }) => loop === 'open')).toHaveLength(2);
  });

  it('measures another server, and suggests nothing', async () => {
    const found = await report({ hasInfo: false }, '--concurrency', '1,4');

    expect(found.stages.slice(0, 2).map(({ throughput }) => Math.round(throughput))).toEqual([56, 112]);
    expect(found.advice.suggestions).toEqual([]);
    expect(found.advice.cautions[0]).toContain('/info');
  });
});

describe('what the bench shows', () => {
  it('is a table, errors by their names, and advice with its reasons', async () => {
    const { code, out, error } = await run({ maxQueueSize: 4 }, ['--concurrency', '1,2,32', '--rate', '0']);

    expect(code).toBe(0);
    expect(out).toMatch(/^load +req\/s +good\/s +p50 ms +p95 ms +p99 ms +batch +busy +in flight +errors$/m);
    expect(out).toMatch(/^1 caller .+ -$/m);
    expect(out).toMatch(/^32 callers .+\d+ × 429 queue_full \(Retry-After 1\)$/m);
    expect(out).toMatch(/^suggest {3}maxBatchSize: \d+/m);
    expect(error).toMatch(/^32 callers .+ failed$/m);
  });

  it('is a warning when the generator is the limit', async () => {
    const { out } = await run({}, ['--concurrency', '1', '--rate', '0'], { watchLoop: () => () => 0.97 });
    expect(out).toContain('caution   the event loop of this generator was full in 1 of 1 levels');
  });

  it.each([
    [{ error: 'ECONNREFUSED', body: 'connect ECONNREFUSED' }, 'cannot reach http://x: connect ECONNREFUSED'],
    [{ error: '401', body: '{"message":"bring a key"}' }, 'gave 401, so there is nothing to measure'],
    [{ error: '503', retryAfter: '5' }, 'gave 503, Retry-After 5'],
    [{ error: 'timeout' }, 'was not answered within 30000 ms'],
  ])('is why there is nothing to measure: %j', async (refusal, why) => {
    const { code, out, error } = await run({ refusal });
    expect([code, out]).toEqual([1, '']);
    expect(error).toContain(why);
    if ('body' in refusal) expect(error).toContain(refusal.body);
  });

  it('is what is there so far when it is interrupted', async () => {
    const server = new SimulatedServer(MODEL);
    let out = '';
    const error = (text: string): void => {
      if (text.startsWith('2 callers')) server.interrupt();
    };
    const io = { out: (text: string) => void (out += text), error };
    expect(await benchCommand(['http://x/predict'], io, server.system(), '0.1.0')).toBe(130);
    expect(out).toMatch(/^2 callers /m);
    expect(out).not.toMatch(/^4 callers /m);
  });

  it('goes to a file as JSON, and is a failure when no rate keeps the objective', async () => {
    const files: Record<string, string> = {};
    const writeFile = (path: string, text: string): void => void (files[path] = text);
    const args = ['--concurrency', '1', '--slo', 'p99=5ms', '--json', 'a.json'];
    const { code, out } = await run({}, args, { writeFile });
    expect(code).toBe(1);
    expect(out).toContain('slo       p99 within 5 ms: no rate that was tried keeps it');
    expect(JSON.parse(files['a.json'] ?? '')).toMatchObject({ version: '0.1.0', stages: expect.any(Array) });
  });
});
