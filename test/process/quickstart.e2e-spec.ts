import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { batchSizes } from '../support/batch-sizes.js';
import { ADAPTERS } from '../support/boot-app.js';
import { inFlight } from '../support/in-flight.js';
import { startApp, type StartedApp } from '../support/start-app.js';

interface Expected {
  readonly prompt: string;
  /** What the model says, right or wrong. */
  readonly model: string;
}

const EXPECTED = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../apps/quickstart/tinylm/expected.json'), 'utf8'),
) as Expected[];
const IN_FLIGHT = 32;

describe.each(ADAPTERS)('the quickstart on %s, with real worker processes', (adapter) => {
  let app: StartedApp;
  beforeAll(async () => {
    app = await startApp('apps/quickstart/src/main.js', { PORT: '0', LITSERVE_ADAPTER: adapter });
  }, 60_000);
  afterAll(() => app.stop(), 30_000);

  it('answers as its README says', async () => {
    const { url } = app;
    const plain = await fetch(`${url}/predict`, {
      method: 'POST',
      // What `curl -d` sends when nobody tells it otherwise.
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: '{"text":"date: the third of march twenty twenty-four"}',
    });
    expect(await plain.json()).toEqual({ answer: '2024-03-03' });
    expect(await (await app.post('/square', { input: 4 })).json()).toEqual({ output: 16 });
    expect((await app.post('/predict', { text: 'Ünknown' })).status).toBe(400);
    expect((await app.post('/square', { input: 'four' })).status).toBe(400);
  });

  it('streams the same answers, a piece an event', async () => {
    const ask = async (text: string): Promise<string> => {
      const body = await (await app.post('/stream', { text })).text();
      return body
        .split('\n\n')
        .map((event) => event.replace(/^data: /, ''))
        .join('');
    };
    const prompts = EXPECTED.slice(0, 40);
    const answers = await Promise.all(prompts.map(({ prompt }) => ask(prompt)));
    expect(answers).toEqual(prompts.map(({ model }) => model));
  });

  it(`gives all ${EXPECTED.length} stored answers with ${IN_FLIGHT} in flight, in batches`, async () => {
    const answers = await inFlight(IN_FLIGHT, EXPECTED, async ({ prompt }) => {
      const response = await app.post('/predict', { text: prompt });
      return ((await response.json()) as { answer: string }).answer;
    });
    expect(EXPECTED.filter(({ model }, at) => answers[at] !== model)).toEqual([]);
    expect(Math.max(...(await batchSizes(app, 'predict')))).toBeGreaterThan(1);
  }, 120_000);
});
