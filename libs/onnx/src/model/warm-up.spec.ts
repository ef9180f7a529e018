import { describe, expect, it, jest } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import { cpuDevice } from './cpu-device.spec.helper.js';
import { FLOAT, INT64, modelOf, node, unary } from './model-file.spec.helper.js';
import { OnnxModel } from './onnx-model.js';
import { unknownAxes, zeroFeeds } from './warm-up.js';

const TINYLM = fileURLToPath(new URL('../../../../apps/quickstart/tinylm/model_fp16w.onnx', import.meta.url));
const INPUTS = [
  { name: 'ids', type: 'int64', shape: ['batch', 'sequence'] },
  { name: 'past', type: 'float32', shape: ['batch', 4, 'past', 8] },
  { name: 'state', type: 'float32', shape: [2, ''] },
  { name: 'rate', type: 'int64', shape: [] },
];

describe('zeroFeeds', () => {
  it('has the shapes of the model: its batch, its fixed axes, and those that are given', () => {
    const feeds = zeroFeeds(INPUTS, 3, { sequence: 5, past: 0, 'state.1': 7 });

    expect(Object.entries(feeds).map(([name, { type, dims }]) => [name, type, dims])).toEqual([
      ['ids', 'int64', [3, 5]],
      ['past', 'float32', [3, 4, 0, 8]],
      ['state', 'float32', [2, 7]],
      ['rate', 'int64', []],
    ]);
  });

  it('names the axes that nobody can know', () => {
    expect(unknownAxes(INPUTS, { past: 0 })).toEqual(['sequence', 'state.1']);
    expect(() => zeroFeeds(INPUTS, 1)).toThrow(
      'OnnxModel: a warm-up needs the lengths of sequence, past, state.1: give them as axes',
    );
  });
});

describe('warmUp', () => {
  const runs = async (source: string | Uint8Array, options: object): Promise<number[]> => {
    await using model = await OnnxModel.load(source, cpuDevice);
    const run = jest.spyOn(model.session, 'run');
    await model.warmUp(options);
    return run.mock.calls.map(([feeds]) => Object.values(feeds)[0]?.dims[0] ?? -1);
  };

  it('runs once per size of batch', async () => {
    expect(await runs(unary('Neg', FLOAT, 'batch', 2), {})).toEqual([1]);
    expect(await runs(unary('Neg', FLOAT, 'batch', 2), { batchSizes: [1, 4] })).toEqual([1, 4]);
  });

  it('runs a fixed batch once', async () => {
    expect(await runs(unary('Neg', FLOAT, 2, 2), { batchSizes: [1, 4] })).toEqual([2]);
  });

  it('runs a real model with a cache', async () => {
    const axes = { sequence: 8, past_sequence: 0, total_sequence: 8 };
    expect(await runs(TINYLM, { batchSizes: [2], axes })).toEqual([2]);
  });

  it('ends the load of a model that fails in it, saying how', async () => {
    const shape = ['batch', 'n'];
    const adds = modelOf(
      [[...node('Add', 'a', 'y'), 0x0a, 1, 'b'.charCodeAt(0)]],
      [
        { name: 'a', type: INT64, shape },
        { name: 'b', type: INT64, shape: ['batch', 'm'] },
      ],
      [{ name: 'y', type: INT64, shape }],
    );

    await expect(
      OnnxModel.load(adds, cpuDevice, { maxBatchSize: 4, warmUp: { axes: { n: 2, m: 3 } } }),
    ).rejects.toThrow(/fails in a warm-up with batches of 1: /);
    await expect(OnnxModel.load(adds, cpuDevice, { warmUp: true })).rejects.toThrow(
      'needs the lengths of n, m',
    );
    await using model = await OnnxModel.load(adds, cpuDevice, { warmUp: { axes: { n: 3, m: 3 } } });
    expect(model.inputs).toHaveLength(2);
  });
});
