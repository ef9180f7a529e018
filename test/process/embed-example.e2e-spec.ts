import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { STATIC_EMBED } from '../../apps/examples/embed/src/static-embed/static-embedding.js';
import { ADAPTERS } from '../support/boot-app.js';
import { batchSizes } from '../support/batch-sizes.js';
import { suiteOf } from '../support/example-models.js';
import { inFlight } from '../support/in-flight.js';
import { startApp, type StartedApp } from '../support/start-app.js';

const TOLERANCE = 1e-5;
const LONG = Array(1000).fill('hello').join(' ');

const { suite, reason, folder } = suiteOf(STATIC_EMBED, 'give/expected.json', 'reference_hello1000.json');

const readJson = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));
const distance = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((value, at) => Math.abs(value - (b[at] ?? NaN))));
const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, at) => sum + value * (b[at] ?? NaN), 0);

suite.each(ADAPTERS)(`the embed example on %s, with real worker processes${reason}`, (adapter) => {
  let app: StartedApp;
  beforeAll(async () => {
    app = await startApp('apps/examples/embed/src/main.js', { PORT: '0', LITSERVE_ADAPTER: adapter });
  }, 60_000);
  afterAll(() => app.stop(), 30_000);

  const embed = async (text: string): Promise<number[]> => {
    const answer = await app.post('/predict', { text });
    return ((await answer.json()) as { embedding: number[] }).embedding;
  };

  it('gives the vector of the reference, and each text its own, alone and among others', async () => {
    const { pairs } = readJson('give/expected.json') as { pairs: [string, string][] };
    const [reference = []] = readJson('reference_hello1000.json') as number[][];
    const texts = [LONG, '', ...pairs.flat()];
    const together = await inFlight(16, texts, embed);
    const alone = await inFlight(1, texts, embed);
    expect(together.map(({ length }) => length)).toEqual(texts.map(() => 64));
    for (const [at, vector] of together.entries())
      expect(distance(vector, alone[at] ?? [])).toBeLessThan(TOLERANCE);
    expect(distance(together[0] ?? [], reference)).toBeLessThan(TOLERANCE);
    expect(together[1]).toEqual(Array(64).fill(0));
    expect(Math.max(...(await batchSizes(app, 'embed')))).toBeGreaterThan(1);

    const asked = alone.slice(2).filter((_, at) => at % 2 === 0);
    const others = alone.slice(2).filter((_, at) => at % 2 === 1);
    const hits = asked.filter((one, at) => {
      const likeness = others.map((other) => dot(one, other));
      return likeness.indexOf(Math.max(...likeness)) === at;
    });
    expect(hits.length).toBeGreaterThanOrEqual(pairs.length / 2);
  });

  it('refuses what is no text, or too long', async () => {
    for (const body of [{}, { text: 4 }, { text: 'a'.repeat(20_001) }, []]) {
      expect((await app.post('/predict', body)).status).toBe(400);
    }
  });
});
