import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Tensor } from '#common';
import { cpuDevice as device } from './cpu-device.spec.helper.js';
import { FLOAT, FLOAT16, INT64, modelOf, node, STRING, unary, type Value } from './model-file.spec.helper.js';
import { OnnxModel } from './onnx-model.js';

const floats = (name: string): Value => ({ name, type: FLOAT, shape: ['batch'] });

describe('OnnxModel', () => {
  const warnings = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
  let folder: string;
  const loaded: OnnxModel[] = [];
  const load = async (file: Uint8Array): Promise<OnnxModel> => {
    const path = join(folder, `model-${loaded.length}.onnx`);
    await writeFile(path, file);
    loaded.push(await OnnxModel.load(path, device));
    return loaded.at(-1)!;
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'litserve-onnx-'));
  });
  afterAll(async () => {
    for (const model of loaded) await model.dispose();
    await rm(folder, { recursive: true });
  });

  it('returns one result per item, in order', async () => {
    const model = await load(unary('Neg', FLOAT, 'batch', 3));

    const results = await model.run([
      [1, 2, 3],
      [4, 5, 6],
    ]);

    expect(results).toEqual([new Float32Array([-1, -2, -3]), new Float32Array([-4, -5, -6])]);
  });

  it('takes a batch that is one tensor, and reshapes its rows', async () => {
    const model = await load(unary('Neg', FLOAT, 'batch', 1, 2));

    const results = await model.run(new Tensor('float32', new Float32Array([1, 2, 3, 4]), [2, 2]));

    expect(results).toEqual([new Float32Array([-1, -2]), new Float32Array([-3, -4])]);
  });

  it('has nothing to do for an empty batch', async () => {
    await expect((await load(unary('Neg', FLOAT, 'batch', 3))).run([])).resolves.toEqual([]);
  });

  it.each([1, 2])('runs a model with a fixed batch of %i on three items', async (rows) => {
    const model = await load(unary('Neg', FLOAT, rows, 1));

    await expect(model.run([[1], [2], [3]])).resolves.toEqual(
      [[-1], [-2], [-3]].map((one) => new Float32Array(one)),
    );
  });

  it('counts the items of the whole batch when it names one', async () => {
    const model = await load(unary('Neg', FLOAT, 1, 1));

    await expect(model.run([[1], [2], [3, 3]])).rejects.toThrow('item 2 has shape [2]');
  });

  it('runs on int64 and on strings', async () => {
    const whole = await load(unary('Neg', INT64, 'batch'));
    const text = await load(unary('Identity', STRING, 'batch', 'words'));

    await expect(whole.run<BigInt64Array>([1, 2n])).resolves.toEqual([
      new BigInt64Array([-1n]),
      new BigInt64Array([-2n]),
    ]);
    await expect(text.run<string[]>([['a'], ['b']])).resolves.toEqual([['a'], ['b']]);
  });

  it('refuses tensors of another type', async () => {
    const model = await load(unary('Neg', FLOAT, 'batch'));

    await expect(model.runTensors({ x: new Tensor('float', [], [0]) })).rejects.toThrow(
      'the input x float32 [batch] got a tensor of float',
    );
  });

  it('refuses to split what has no batch axis', async () => {
    const shape = ['batch', 2];
    const model = await load(
      modelOf(
        [node('Transpose', 'x', 'y')],
        [{ name: 'x', type: FLOAT, shape }],
        [{ name: 'y', type: FLOAT, shape: [2, 'batch'] }],
      ),
    );

    await expect(model.run([[1, 2]])).rejects.toThrow('output y has dims [2, 1] for a batch of 1');
  });

  it('runs models of several inputs and outputs on named tensors, which may be fed back', async () => {
    const values = ['a', 'b'].map(floats);
    const outputs = ['minus_a', 'minus_b'].map(floats);
    const model = await load(
      modelOf([node('Neg', 'a', 'minus_a'), node('Neg', 'b', 'minus_b')], values, outputs),
    );
    const one = new Tensor('float32', new Float32Array([1]), [1]);

    const first = await model.runTensors({ a: one, b: one });
    const second = await model.runTensors({ a: first['minus_a']!, b: one });

    expect([...(second['minus_a']!.data as Float32Array)]).toEqual([1]);
    expect([...(second['minus_b']!.data as Float32Array)]).toEqual([-1]);
    expect(model.inputs).toEqual(values.map(({ name, shape }) => ({ name, shape, type: 'float32' })));
    await expect(model.run([[1]])).rejects.toThrow(
      'has 2 (a float32 [batch]; b float32 [batch]): use runBatch() or runTensors()',
    );
  });

  it('gives numbers for half floats, and takes them', async () => {
    const model = await load(unary('Identity', FLOAT16, 'batch', 2));

    await expect(model.run([[1, -2], new Uint16Array([0x3555, 0])])).resolves.toEqual([
      new Float32Array([1, -2]),
      new Float32Array([0.333251953125, 0]),
    ]);
  });

  it('does not copy a batch that is right already', async () => {
    const model = await load(unary('Neg', FLOAT, 'batch', 1, 2));
    const run = jest.spyOn(model.session, 'run');
    const data = new Float32Array([1, 2, 3, 4]);

    await model.run(new Tensor('float32', data, [2, 2]));

    const fed = run.mock.calls[0]?.[0]['x'];
    expect(fed?.data).toBe(data);
    expect(fed?.dims).toEqual([2, 1, 2]);
  });

  it('copies a batch of another type, and one for a fixed batch axis', async () => {
    const free = await load(unary('Neg', FLOAT, 'batch', 2));
    const fixed = await load(unary('Neg', FLOAT, 1, 2));
    const whole = new Tensor('int32', new Int32Array([1, 2, 3, 4]), [2, 2]);

    const expected = [new Float32Array([-1, -2]), new Float32Array([-3, -4])];
    await expect(free.run(whole)).resolves.toEqual(expected);
    await expect(fixed.run(whole)).resolves.toEqual(expected);
  });

  it('loads from bytes', async () => {
    const model = await OnnxModel.load(unary('Neg', FLOAT, 'batch'), device);
    loaded.push(model);

    await expect(model.run([1, 2])).resolves.toEqual([new Float32Array([-1]), new Float32Array([-2])]);
    await expect(OnnxModel.load(new Uint8Array(3), device)).rejects.toThrow(
      'OnnxModel: a model of 3 bytes could not be loaded on cpu: ',
    );
  });

  it('says at load which options are none', async () => {
    const options = { maxBatchSize: 0, sha256: 'abc', warmUp: { batchSizes: [0] }, threads: 2 };

    await expect(OnnxModel.load(new Uint8Array(3), device, options)).rejects.toMatchObject({
      problems: [
        'OnnxModel.load: maxBatchSize must be a whole number of at least 1, got 0',
        'OnnxModel.load: sha256 must be 64 hexadecimal digits, got "abc"',
        expect.stringContaining('OnnxModel.load: unknown option "threads"; known are sessionOptions, root'),
        'OnnxModel.load: warmUp: batchSizes must be whole numbers of at least 1, got [0]',
      ],
    });
  });

  describe('with a fixed batch axis', () => {
    beforeEach(() => {
      warnings.mockClear();
    });
    const told = () => warnings.mock.calls.map(([line]) => line as string);
    const loadFor = async (rows: number | string, maxBatchSize: number): Promise<OnnxModel> => {
      loaded.push(await OnnxModel.load(unary('Neg', FLOAT, rows, 1), device, { maxBatchSize }));
      return loaded.at(-1)!;
    };

    it('is said at load when batches are to come, and not again', async () => {
      const model = await loadFor(1, 16);
      expect(told()).toEqual([
        'a model of 70 bytes takes one item at a time (x float32 [1, 1]): a batch is run item by item, ' +
          'and brings nothing. Export it with a free batch axis.',
      ]);

      await model.run([[1], [2]]);
      expect(told()).toHaveLength(1);
    });

    it('is said of another length, too, when the first batch comes', async () => {
      const model = await loadFor(2, 1);
      await model.run([[1], [2]]);
      expect(told()).toEqual([]);

      await model.run([[1], [2], [3]]);
      expect(told()).toEqual([expect.stringContaining('takes batches of exactly 2')]);
    });

    it('is nothing to say of a free one', async () => {
      await (await loadFor('batch', 16)).run([[1], [2]]);

      expect(told()).toEqual([]);
    });
  });

  it('loads from a file URL', async () => {
    const path = join(folder, 'with space.onnx');
    await writeFile(path, unary('Neg', FLOAT, 'batch'));
    const model = await OnnxModel.load(pathToFileURL(path), device);
    loaded.push(model);

    expect(model.outputs).toEqual([{ name: 'y', type: 'float32', shape: ['batch'] }]);
  });

  it('says which file is missing', async () => {
    const path = join(folder, 'absent.onnx');

    await expect(OnnxModel.load(path, device)).rejects.toThrow(
      `OnnxModel: there is no model file at ${path}`,
    );
  });

  it('says which file is no model', async () => {
    const path = join(folder, 'text.onnx');
    await writeFile(path, 'not a model');

    await expect(OnnxModel.load(path, device)).rejects.toThrow(
      `OnnxModel: ${path} could not be loaded on cpu: `,
    );
  });

  it('may be disposed of twice, and runs no more', async () => {
    const model = await load(unary('Neg', FLOAT, 'batch'));

    await model.dispose();
    await model.dispose();

    await expect(model.run([1])).rejects.toThrow('has been disposed of');
  });
});
