import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { ADAPTERS } from '../support/boot-app.js';
import { startApp, type StartedApp } from '../support/start-app.js';

const fileOf = (path: string): URL => new URL(`../../${path}`, import.meta.url);
const readJson = (path: string): unknown => JSON.parse(readFileSync(fileOf(path), 'utf8'));
const digits = existsSync(fileOf('../shared/models/mnist/model.onnx'));

const SETUPS = ADAPTERS.flatMap((adapter) =>
  ['process', 'inline'].map((isolation) => ({ adapter, isolation })),
);

describe.each(SETUPS)('OnnxEndpoint behind $adapter, isolation $isolation', ({ adapter, isolation }) => {
  let app: StartedApp;
  beforeAll(async () => {
    const env = { LITSERVE_ADAPTER: adapter, ISOLATION: isolation };
    app = await startApp('test/fixtures/onnx/main.js', env);
  }, 60_000);
  afterAll(() => app.stop(), 30_000);

  const ask = async (path: string, body: unknown) => {
    const answer = await app.post(path, body);
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };

  it.each(['/negate', '/negate-one'])(
    'answers %s, each request with its own, of any length',
    async (path) => {
      const lists = Array.from({ length: 12 }, (_, item) => [
        item,
        ...Array.from({ length: item % 3 }, () => 1),
      ]);

      const answers = await Promise.all(lists.map((values) => ask(path, { values })));

      expect(answers.map(({ body }) => body['values'])).toEqual(
        lists.map((values) => values.map((value) => -value || 0)),
      );
      expect(
        answers.every(({ body }) => (body['pid'] === app.process.pid) === (isolation === 'inline')),
      ).toBe(true);
    },
  );

  it.each(['/negate', '/negate-one'])('refuses what does not fit %s, and only that', async (path) => {
    const good = [1, 2, 3].map((value) => ask(path, { values: [value] }));
    const bad = [[1, 'x'], [[1]], [[1], 2], null].map((values) => ask(path, { values }));

    const refused = await Promise.all(bad);

    expect(refused.map(({ status, body }) => [status, body['code'], body['message']])).toEqual([
      [400, 'invalid_input', 'The input contains "x"; the input x float32 [batch, n] takes numbers'],
      [400, 'invalid_input', 'The input has shape [1, 1], which does not fit the input x float32 [batch, n]'],
      [400, 'invalid_input', 'The input has shape [2, 1], which does not fit the input x float32 [batch, n]'],
      [400, 'invalid_input', 'The input has shape [], which does not fit the input x float32 [batch, n]'],
    ]);
    expect((await Promise.all(good)).map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  it('runs a model of many inputs and outputs', async () => {
    const vocabulary = readJson('apps/quickstart/tinylm/vocab.json') as string[];
    const idsOf = (text: string) => [1, ...Array.from(text, (one) => vocabulary.indexOf(one)), 2];
    const expected = readJson('apps/quickstart/tinylm/expected.json') as { prompt: string; model: string }[];
    const some = expected.filter((_, index) => index % 40 === 0);

    const answers = await Promise.all(some.map(({ prompt }) => ask('/next', { ids: idsOf(prompt) })));

    expect(answers.map(({ body }) => vocabulary[body['token'] as number])).toEqual(
      some.map(({ model }) => model[0]),
    );
    const refused = await ask('/next', { ids: [1.5] });
    expect([refused.status, refused.body['message']]).toEqual([
      400,
      expect.stringContaining('The input contains 1.5; the input input_ids int64 [batch, sequence] takes'),
    ]);
  });

  (digits ? it : it.skip)(
    `runs a batch of 1 item by item, and says so${digits ? '' : ' (no mnist)'}`,
    async () => {
      const seven = Array.from({ length: 784 }, (_, at) => {
        const [x, y] = [at % 28, Math.floor(at / 28)];
        const bar = y >= 4 && y < 8 && x >= 4 && x < 24;
        const stem = y >= 8 && y < 24 && x >= (y < 14 ? 20 : 12) && x < (y < 14 ? 24 : 16);
        return bar || stem ? 255 : 0;
      });

      const answers = await Promise.all(Array.from({ length: 5 }, () => ask('/digits', seven)));

      expect(answers.map(({ body }) => body['digit'])).toEqual([7, 7, 7, 7, 7]);
      expect((await ask('/digits', [1, 2])).body['message']).toContain('The input has shape [2]');
      expect(app.output().match(/takes one item at a time \(Input3/g)).toHaveLength(1);
    },
  );
});
