import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MAGIKA } from '../../apps/examples/magika/src/magika/magika.js';
import { ADAPTERS } from '../support/boot-app.js';
import { batchSizes } from '../support/batch-sizes.js';
import { suiteOf } from '../support/example-models.js';
import { inFlight } from '../support/in-flight.js';
import { startApp, type StartedApp } from '../support/start-app.js';

const MAIN = 'apps/examples/magika/src/main.js';

interface Expected {
  readonly by_path_reference: readonly (Reference & { readonly path: string })[];
  readonly by_content_reference: readonly (Reference & { readonly content_base64: string })[];
  readonly files: readonly { readonly file: string; readonly output: string; readonly score: number }[];
}
interface Reference {
  readonly prediction_mode: string;
  readonly prediction: { readonly output: string; readonly score: number };
}
/** A file, and what magika itself says it is. */
interface Case {
  readonly bytes: Buffer;
  readonly mode: string;
  readonly label: string;
  readonly score: number;
}

const { suite, reason, folder } = suiteOf(MAGIKA, 'give/expected.json');

function cases(): Case[] {
  const read = (name: string): Buffer => readFileSync(join(folder, 'give', name));
  const expected = JSON.parse(read('expected.json').toString()) as Expected;
  const asked = (bytes: Buffer, { prediction_mode: mode, prediction }: Reference): Case => ({
    bytes,
    mode,
    label: prediction.output,
    score: prediction.score,
  });
  return [
    ...expected.by_path_reference.map((one) => asked(read(one.path), one)),
    ...expected.by_content_reference.map((one) => asked(Buffer.from(one.content_base64, 'base64'), one)),
    ...expected.files.map(({ file, output, score }) => ({
      bytes: read(file),
      mode: 'high_confidence',
      label: output,
      score,
    })),
  ];
}

suite.each(ADAPTERS)(`the magika example on %s, with real worker processes${reason}`, (adapter) => {
  let app: StartedApp;
  beforeAll(async () => {
    app = await startApp(MAIN, { PORT: '0', LITSERVE_ADAPTER: adapter });
  }, 60_000);
  afterAll(() => app.stop(), 30_000);

  const send = (body: Buffer | FormData | string, mode = '', type?: string): Promise<Response> =>
    fetch(`${app.url}/predict${mode && `?mode=${mode}`}`, {
      method: 'POST',
      body,
      ...(type === undefined ? {} : { headers: { 'content-type': type } }),
    });

  it('labels every file of the references as magika does, raw and in a form, in batches', async () => {
    const all = cases();
    expect(all.length).toBeGreaterThan(180);
    const answers = await inFlight(24, all, async ({ bytes, mode }, at) => {
      const form = new FormData();
      form.append('file', new Blob([bytes]), 'file');
      const response = await send(at % 2 ? form : bytes, mode);
      return (await response.json()) as { label: string; score: number };
    });
    expect(answers.map(({ label }) => label)).toEqual(all.map(({ label }) => label));
    for (const [at, { score }] of answers.entries())
      expect(Math.abs(score - (all[at]?.score ?? NaN))).toBeLessThan(1e-2);
    expect(Math.max(...(await batchSizes(app, 'magika')))).toBeGreaterThan(1);
  });

  it('takes a file whatever its content-type says', async () => {
    for (const type of [
      undefined,
      'application/json',
      'application/x-www-form-urlencoded',
      'text/css; charset=x',
    ]) {
      const answer = await send('{"a": [1, 2, {"b": "c"}, null', '', type);
      expect(answer.status).toBe(200);
      expect(await answer.json()).toMatchObject({ label: expect.any(String), score: expect.any(Number) });
    }
    expect(await (await send('')).json()).toEqual({ label: 'empty', score: 1 });
  });

  it('refuses a form without a file, an unknown mode and what is too large', async () => {
    const form = new FormData();
    form.append('file', 'a text');
    for (const [body, mode, status, message] of [
      [form, '', 400, 'the form has no files'],
      ['abc', 'sure', 400, 'enum string is expected'],
      [Buffer.alloc(11 * 1024 * 1024), '', 413, ''],
    ] as const) {
      const answer = await send(body, mode);
      expect(answer.status).toBe(status);
      expect(((await answer.json()) as { message: string }).message).toContain(message);
    }
  });
});

describe('the magika example without its model', () => {
  it('does not start, and says what to put where', async () => {
    const message = await startApp(MAIN, { PORT: '0', LITSERVE_MODELS: '/nowhere' }).then(
      () => 'the app has started',
      (error: Error) => error.message,
    );
    expect(message).toMatch(
      /^the app ended with 1 before it listened:\n.* ERROR \[Magika\] .*magika has no model.onnx, /,
    );
    expect(message).toContain('Put there what comes from https://github.com/google/magika');
    expect(message.trim().split('\n')).toHaveLength(2);
  });
});
