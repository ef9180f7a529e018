import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { cpuDevice } from './cpu-device.spec.helper.js';
import { FLOAT, INT64, modelOf, node } from './model-file.spec.helper.js';
import { OnnxModel } from './onnx-model.js';
import type { OnnxRecord } from './onnx-record.js';

describe('runBatch', () => {
  beforeAll(() => {
    jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
  });
  const loaded: OnnxModel[] = [];
  const load = async (bytes: Uint8Array): Promise<OnnxModel> => {
    loaded.push(await OnnxModel.load(bytes, cpuDevice));
    return loaded.at(-1)!;
  };
  afterAll(() => Promise.all(loaded.map((model) => model.dispose())));

  const pair = (rows: number | string = 'batch') =>
    modelOf(
      [node('Neg', 'a', 'minus_a'), node('Identity', 'ids', 'same')],
      [
        { name: 'a', type: FLOAT, shape: [rows, 2] },
        { name: 'ids', type: INT64, shape: [rows, 'length'] },
      ],
      [
        { name: 'minus_a', type: FLOAT, shape: [rows, 2] },
        { name: 'same', type: INT64, shape: [rows, 'length'] },
      ],
    );
  const items = [
    { a: [1, 2], ids: [5, 6n, 7] },
    { a: new Float32Array([3, 4]), ids: [8, 9, 10] },
  ];

  it.each(['batch', 1, 2, 3])('gives each item its part of each output: batch axis %p', async (rows) => {
    const model = await load(pair(rows));

    await expect(model.runBatch(items)).resolves.toEqual([
      { minus_a: new Float32Array([-1, -2]), same: new BigInt64Array([5n, 6n, 7n]) },
      { minus_a: new Float32Array([-3, -4]), same: new BigInt64Array([8n, 9n, 10n]) },
    ]);
    await expect(model.runBatch([])).resolves.toEqual([]);
  });

  it.each([
    [{ a: [1, 2] }, 'item 1 lacks ids; the inputs are a float32 [batch, 2]; ids int64 [batch, length]'],
    [{ a: [1, 2], ids: [1, 2, 3], b: 1 }, 'item 1 has b; the inputs are'],
    [{ a: [1], ids: [1, 2, 3] }, 'item 1 has shape [1], which does not fit the input a float32 [batch, 2]'],
    [{ a: [1, 2], ids: [1, 2.5, 3] }, 'item 1 contains 2.5; the input ids int64'],
    [{ a: [1, 2], ids: [1] }, 'item 1 has shape [1], the items before it [3]'],
  ])('refuses %j with the item and the input', async (item, message) => {
    const model = await load(pair());

    await expect(model.runBatch([items[0]!, item as unknown as OnnxRecord])).rejects.toMatchObject({
      name: 'OnnxInputError',
      item: 1,
      message: expect.stringContaining(message),
    });
  });

  it.each([
    [2, 3],
    ['batch', 2],
    [2, 'batch'],
  ])('refuses inputs whose first axes differ: %p and %p', async (first, second) => {
    const values = (...names: string[]) =>
      names.map((name, index) => ({ name, type: FLOAT, shape: [[first, second][index]!] }));
    const bytes = modelOf([node('Neg', 'a', 'c'), node('Neg', 'b', 'd')], values('a', 'b'), values('c', 'd'));
    const model = await load(bytes);

    const message = `a float32 [${first}] and b float32 [${second}] differ in their first axis`;
    await expect(model.runBatch([{ a: 1, b: 2 }])).rejects.toThrow(message);
    await expect(OnnxModel.load(bytes, cpuDevice, { maxBatchSize: 2 })).rejects.toThrow(message);
  });
});
