import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Device } from 'nestjs-litserve';
import { OnnxModel } from 'nestjs-litserve/onnx';
import { seededRandom } from '../load/poisson.js';
import { NETWORKS } from './networks.js';

const ONE_CORE = {
  type: 'cpu',
  sessionOptions: () => ({ executionProviders: ['cpu'], intraOpNumThreads: 1, interOpNumThreads: 1 }),
} as Device;
const MIB = 1024 ** 2;

describe.each(Object.entries(NETWORKS))('the generated %s', (name, { build, itemShape }) => {
  const file = build(seededRandom(1));
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bench-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('runs, and answers each item of a batch as it would alone', async () => {
    const path = join(folder, 'model.onnx');
    await writeFile(path, file);
    const model = await OnnxModel.load(path, ONE_CORE);
    const size = itemShape.reduce((product, axis) => product * axis, 1);
    const items = [1, 2, 3].map((seed) => Float32Array.from({ length: size }, seededRandom(seed)));
    const together = await model.run(items);

    for (const [index, item] of items.entries()) {
      const [alone] = await model.run([item]);
      expect(alone?.every((value, at) => Math.abs(value - (together[index]?.[at] ?? NaN)) < 1e-3)).toBe(true);
    }
    expect(new Set(together[0]).size).toBeGreaterThan(5);
    expect(together[0]).not.toEqual(together[1]);
    await model.dispose();
  });

  it('has the size it should have', () => {
    const parameters = file.length / 4 / 1e6;
    const [least, most] = { mlp: [0.6, 0.7], convolution: [0.3, 0.5], transformer: [11, 13] }[name] as [
      number,
      number,
    ];
    expect(parameters).toBeGreaterThan(least);
    expect(parameters).toBeLessThan(most);
    expect(file.length).toBeLessThan(60 * MIB);
  });
});
