import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Tensor } from '#common';
import type { Device } from '#endpoint';
import { OnnxModel } from './onnx-model.js';

const device: Device = {
  type: 'cpu',
  index: 0,
  uuid: undefined,
  worker: 0,
  threads: 1,
  sessionOptions: () => ({
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  }),
};

/** The protobuf of a model file, field by field (onnx.proto), so that the specs need no binary fixture. */
const varint = (value: number): number[] =>
  value < 128 ? [value] : [(value & 127) | 128, ...varint(value >> 7)];
const number = (field: number, value: number): number[] => [field << 3, ...varint(value)];
const bytes = (field: number, content: readonly number[] | string): number[] => {
  const payload = typeof content === 'string' ? [...Buffer.from(content)] : content;
  return [(field << 3) | 2, ...varint(payload.length), ...payload];
};

interface Value {
  readonly name: string;
  readonly type: number;
  readonly shape: readonly (number | string)[];
}
const FLOAT = 1;
const INT64 = 7;
const STRING = 8;

const axis = (length: number | string) =>
  bytes(1, typeof length === 'number' ? number(1, length) : bytes(2, length));
const valueInfo = ({ name, type, shape }: Value) => [
  ...bytes(1, name),
  ...bytes(2, bytes(1, [...number(1, type), ...bytes(2, shape.flatMap(axis))])),
];
const node = (operator: string, input: string, output: string) => [
  ...bytes(1, input),
  ...bytes(2, output),
  ...bytes(4, operator),
];
function modelOf(
  nodes: readonly number[][],
  inputs: readonly Value[],
  outputs: readonly Value[],
): Uint8Array {
  const graph = [
    ...nodes.flatMap((one) => bytes(1, one)),
    ...bytes(2, 'graph'),
    ...inputs.flatMap((one) => bytes(11, valueInfo(one))),
    ...outputs.flatMap((one) => bytes(12, valueInfo(one))),
  ];
  return Uint8Array.from([...number(1, 8), ...bytes(7, graph), ...bytes(8, number(2, 17))]);
}
/** y = op(x) */
const unary = (operator: string, type: number, ...shape: (number | string)[]) =>
  modelOf([node(operator, 'x', 'y')], [{ name: 'x', type, shape }], [{ name: 'y', type, shape }]);

const floats = (name: string): Value => ({ name, type: FLOAT, shape: ['batch'] });

describe('OnnxModel', () => {
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

  it('refuses tensors of a type there is none', async () => {
    const model = await load(unary('Neg', FLOAT, 'batch'));

    await expect(model.runTensors({ x: new Tensor('float', [], [0]) })).rejects.toThrow(
      'no element type "float"',
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
      'has 2 (a float32 [batch]; b float32 [batch]): use runTensors()',
    );
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
