import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { SQUEEZENET, type Guess } from '../../apps/examples/squeezenet/src/squeezenet/squeezenet.js';
import { ADAPTERS } from '../support/boot-app.js';
import { batchSizes } from '../support/batch-sizes.js';
import { suiteOf } from '../support/example-models.js';
import { inFlight } from '../support/in-flight.js';
import { startApp, type StartedApp } from '../support/start-app.js';

interface Expected {
  readonly file: string;
  readonly top3: readonly Guess[];
}

const TOLERANCE = 1e-4;
const { suite, reason, folder } = suiteOf(SQUEEZENET, 'give/expected.json');
const read = (name: string): Buffer => readFileSync(join(folder, 'give', name));

/** The three ways in which an image may come. */
const WAYS: readonly ((image: Buffer) => RequestInit)[] = [
  (image) => ({ body: image, headers: { 'content-type': 'image/png' } }),
  (image) => {
    const body = new FormData();
    body.append('image', new Blob([image], { type: 'image/png' }), 'a.png');
    return { body };
  },
  (image) => ({
    body: JSON.stringify({ image: image.toString('base64') }),
    headers: { 'content-type': 'application/json' },
  }),
];

suite.each(ADAPTERS)(`the squeezenet example on %s, with real worker processes${reason}`, (adapter) => {
  let app: StartedApp;
  beforeAll(async () => {
    app = await startApp('apps/examples/squeezenet/src/main.js', { PORT: '0', LITSERVE_ADAPTER: adapter });
  }, 60_000);
  afterAll(() => app.stop(), 30_000);

  const ask = (init: RequestInit): Promise<Response> =>
    fetch(`${app.url}/predict`, { method: 'POST', ...init });
  const guess = async (init: RequestInit): Promise<readonly Guess[]> =>
    ((await (await ask(init)).json()) as { guesses: Guess[] }).guesses;

  it('sees in every image what is stored of it, raw, in a form and as base64, in batches', async () => {
    const images = JSON.parse(read('expected.json').toString()) as Expected[];
    expect(images.length).toBeGreaterThan(8);
    const asked = images.flatMap((image) => WAYS.map((way) => ({ image, way })));
    const answers = await inFlight(12, asked, ({ image, way }) => guess(way(read(image.file))));
    for (const [at, guesses] of answers.entries()) {
      const stored = asked[at]?.image.top3 ?? [];
      expect(guesses.map(({ index, label }) => ({ index, label }))).toEqual(
        stored.map(({ index, label }) => ({ index, label })),
      );
      for (const [rank, { score }] of guesses.entries())
        expect(Math.abs(score - (stored[rank]?.score ?? NaN))).toBeLessThan(TOLERANCE);
    }
    expect(Math.max(...(await batchSizes(app, 'squeezenet')))).toBeGreaterThan(1);
  });

  it('takes images of other sizes and types', async () => {
    const kitten = sharp(read('kitten_224.png'));
    const images = await Promise.all([
      kitten.clone().extend({ top: 60, bottom: 60 }).resize(900).jpeg().toBuffer(),
      kitten.clone().resize(500).webp().toBuffer(),
    ]);
    for (const body of images) expect((await guess({ body }))[0]?.label).toBe('tabby, tabby cat');
  });

  it('refuses what it cannot or will not decode, and goes on', async () => {
    const kitten = read('kitten_224.png');
    const bomb = { width: 6_000, height: 6_000, channels: 3, background: 'red' } as const;
    const refusals = await Promise.all([
      ask({ body: '' }),
      ask({ body: '{"image": "a cat"}' }),
      ask({ body: 'a cat' }),
      ask({ body: kitten.subarray(0, 30_000) }),
      ask({ body: await sharp({ create: bomb }).png().toBuffer() }),
      ask({ body: Buffer.alloc(11 * 1024 * 1024) }),
      ask({ body: kitten }),
    ]);
    expect(refusals.map(({ status }) => status)).toEqual([400, 400, 415, 422, 413, 413, 200]);
    expect(app.workers()).toHaveLength(1);
  });
});
