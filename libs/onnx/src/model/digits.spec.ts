import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { existsSync } from 'node:fs';
import { cpuDevice as device } from './cpu-device.spec.helper.js';
import { OnnxModel } from './onnx-model.js';
import { argmax } from '../tensors/scores.js';

/** A public model that is no part of this repository: MNIST digits, one 28 x 28 image at a time. */
const MODEL = new URL('../../../../../shared/models/mnist/model.onnx', import.meta.url);
const [suite, reason] = existsSync(MODEL)
  ? [describe, '']
  : [describe.skip, ' (skipped: the model is not in ../shared/models)'];

/** Each character is a square of 4 x 4 pixels. */
const DIGITS: Readonly<Record<number, string>> = {
  0: `
    .......
    ..###..
    .#...#.
    .#...#.
    .#...#.
    ..###..
    .......`,
  1: `
    .......
    ...#...
    ...#...
    ...#...
    ...#...
    ...#...
    .......`,
  7: `
    .......
    .#####.
    .....#.
    ....#..
    ...#...
    ...#...
    .......`,
};

const image = (drawing: string): number[] =>
  drawing
    .split(/\s+/)
    .filter((line) => line !== '')
    .flatMap((line) => {
      const row = Array.from(line).flatMap((square) =>
        Array.from({ length: 4 }, () => (square === '#' ? 255 : 0)),
      );
      return Array.from({ length: 4 }, () => row).flat();
    });

suite(`OnnxModel with the MNIST digits${reason}`, () => {
  let model: OnnxModel;

  beforeAll(async () => {
    model = await OnnxModel.load(MODEL, device);
  });
  afterAll(() => model.dispose());

  const warnings = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);

  it('reads flat pixels, a batch at a time, though the model takes one image', async () => {
    const results = await model.run(Object.values(DIGITS).map(image));

    expect(model.inputs[0]?.shape).toEqual([1, 1, 28, 28]);
    expect(results.map(argmax)).toEqual([0, 1, 7]);
    expect(warnings.mock.calls).toEqual([[expect.stringContaining('takes one item at a time (Input3')]]);
  });

  it('refuses an image of another size', async () => {
    await expect(model.run([image(DIGITS[0]!), [1, 2, 3]])).rejects.toThrow('item 1 has shape [3]');
  });
});
