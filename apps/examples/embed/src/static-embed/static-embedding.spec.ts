import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Device } from 'nestjs-litserve';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { padRight } from 'nestjs-litserve/onnx';
import { findModel } from '../../../models/find-model.js';
import { STATIC_EMBED, StaticEmbedding } from './static-embedding.js';

/** A public model that is no part of this repository. */
const { folder, missing } = findModel(STATIC_EMBED);
const [suite, reason] =
  missing.length === 0
    ? [describe, '']
    : [describe.skip, ` (skipped: no ${missing.join(', ')} in ${folder})`];

const device = {
  type: 'cpu',
  sessionOptions: () => ({ executionProviders: ['cpu'], intraOpNumThreads: 1, interOpNumThreads: 1 }),
} as Partial<Device> as Device;

interface Expected {
  readonly tokens: readonly { readonly text: string; readonly ids: number[] }[];
  readonly pairs: readonly (readonly [string, string])[];
}

const readJson = async <T>(name: string): Promise<T> =>
  JSON.parse(await readFile(join(folder, name), 'utf8'));
const distance = (a: Float32Array, b: ArrayLike<number>): number =>
  Math.max(...a.map((value, at) => Math.abs(value - (b[at] ?? NaN))));
const dot = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, at) => sum + value * (b[at] ?? NaN), 0);

suite(`static-embed${reason}`, () => {
  let model: StaticEmbedding;
  const embed = (texts: readonly string[]): Promise<Float32Array[]> =>
    model.embed(
      padRight(
        texts.map((text) => model.encode(text)),
        { length: 1 },
      ),
    );

  beforeAll(async () => {
    model = await StaticEmbedding.load(folder, device);
  });
  afterAll(() => model.dispose());

  it('has the tokens of the reference', async () => {
    const { tokens } = await readJson<Expected>('give/expected.json');
    expect(tokens.length).toBeGreaterThan(0);
    expect(tokens.map(({ text }) => model.encode(text))).toEqual(tokens.map(({ ids }) => ids));
  });

  it('gives the vector of the reference, in a batch with a shorter and an empty text, too', async () => {
    const [reference = []] = await readJson<number[][]>('reference_hello1000.json');
    const [long, short, empty] = await embed([Array(1000).fill('hello').join(' '), 'hello', '']);
    expect(reference).toHaveLength(64);
    expect(distance(long!, reference)).toBeLessThan(1e-5);
    expect(distance(short!, reference)).toBeLessThan(1e-5);
    expect(empty).toEqual(new Float32Array(64));
    expect(await embed([''])).toEqual([new Float32Array(64)]);
  });

  it('finds paraphrases far oftener than chance', async () => {
    const { pairs } = await readJson<Expected>('give/expected.json');
    const asked = await embed(pairs.map(([text]) => text));
    const others = await embed(pairs.map(([, text]) => text));
    const nearest = asked.map((one) => {
      const likeness = others.map((other) => dot(one, other));
      return likeness.indexOf(Math.max(...likeness));
    });
    const hits = nearest.filter((found, index) => found === index).length;
    expect(hits).toBeGreaterThanOrEqual(pairs.length / 2);
  });
});
