import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { Tensor } from '#common';
import { LitEndpoint, type LitContext } from '#endpoint';
import { cpuDevice } from '../model/cpu-device.spec.helper.js';
import { FLOAT, modelOf, node, unary } from '../model/model-file.spec.helper.js';
import type { OnnxModel } from '../model/onnx-model.js';
import type { OnnxItem } from '../tensors/stack-items.js';
import { OnnxEndpoint } from './onnx-endpoint.js';
import type { OnnxInput } from './run-items.js';

const NEGATE = unary('Neg', FLOAT, 'batch', 'n');

class Endpoint extends OnnxEndpoint<unknown, OnnxInput, unknown> {
  constructor(
    readonly modelFile: Uint8Array = NEGATE,
    override readonly modelOptions = {},
  ) {
    super();
  }

  get loaded(): OnnxModel {
    return this.model;
  }
}

@LitEndpoint('/a', { maxBatchSize: 4 })
@LitEndpoint('/b', { maxBatchSize: 16 })
class BatchedEndpoint extends Endpoint {}

describe('OnnxEndpoint', () => {
  const endpoints: Endpoint[] = [];
  afterAll(() => Promise.all(endpoints.map((endpoint) => endpoint.teardown())));
  const setUp = async <T extends Endpoint>(endpoint: T): Promise<T> => {
    endpoints.push(endpoint);
    await endpoint.setup(cpuDevice);
    return endpoint;
  };
  const context = {} as LitContext;
  const contexts = (items: readonly unknown[]): LitContext[] => items.map(() => context);
  const runs = ({ loaded }: Endpoint) => jest.spyOn(loaded.session, 'run');

  it('runs items of one shape together, whatever they are made of', async () => {
    const endpoint = await setUp(new BatchedEndpoint());
    const run = runs(endpoint);
    const items: OnnxItem[] = [
      [1, 2],
      new Float64Array([3, 4]),
      new Tensor('float32', new Float32Array([5, 6]), [2]),
      [7],
    ];

    const results = await endpoint.predict(endpoint.batch(items) as OnnxItem[], contexts(items));

    expect(results).toEqual([[-1, -2], [-3, -4], [-5, -6], [-7]].map((one) => new Float32Array(one)));
    expect(run.mock.calls.map(([feeds]) => feeds['x']?.dims)).toEqual([
      [3, 2],
      [1, 1],
    ]);
  });

  it('puts the errors of items in their place, and runs the others once', async () => {
    const endpoint = await setUp(new BatchedEndpoint());
    const run = runs(endpoint);
    const items = [[1], ['x'], [2], [[[3]]], [4], [true, 'y']] as OnnxItem[];

    const results = (await endpoint.predict(items, contexts(items))) as unknown[];

    const refused = { code: 'invalid_input', message: expect.stringContaining('The input ') };
    expect(results).toMatchObject([{ 0: -1 }, refused, { 0: -2 }, refused, { 0: -4 }, refused]);
    expect(results[1]).toBeInstanceOf(Error);
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('fails as a whole when the model does', async () => {
    const endpoint = await setUp(new BatchedEndpoint());
    runs(endpoint).mockRejectedValue(new Error('out of memory'));

    await expect(endpoint.predict([[1], [2]], [context, context])).rejects.toThrow('out of memory');
  });

  it('answers or refuses one request, where there is no batch', async () => {
    const endpoint = await setUp(new Endpoint());

    await expect(endpoint.predict([1, 2], context)).resolves.toEqual(new Float32Array([-1, -2]));
    await expect(endpoint.predict(['x'], context)).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('takes and gives records, where there are several inputs and outputs', async () => {
    const values = ['a', 'b'].map((name) => ({ name, type: FLOAT, shape: ['batch'] }));
    const outputs = ['c', 'd'].map((name) => ({ name, type: FLOAT, shape: ['batch'] }));
    const endpoint = await setUp(
      new Endpoint(modelOf([node('Neg', 'a', 'c'), node('Identity', 'b', 'd')], values, outputs)),
    );

    await expect(endpoint.predict({ a: 1, b: 2 }, context)).resolves.toEqual({
      c: new Float32Array([-1]),
      d: new Float32Array([2]),
    });
    await expect(endpoint.predict([1, 2], context)).rejects.toThrow('The input lacks a, b; the inputs are');
  });

  it('knows the largest batch of its endpoints, and warms up for it', async () => {
    const endpoint = await setUp(new BatchedEndpoint(unary('Neg', FLOAT, 'batch', 3)));
    const run = runs(endpoint);

    await endpoint.warmup();

    expect(run.mock.calls.map(([feeds]) => feeds['x']?.dims)).toEqual([
      [1, 3],
      [16, 3],
    ]);
  });

  it('warms up as it is told, and by itself only where it knows all lengths', async () => {
    const unknown = await setUp(new BatchedEndpoint());
    const told = await setUp(new BatchedEndpoint(NEGATE, { warmUp: { batchSizes: [2], axes: { n: 5 } } }));
    const off = await setUp(new BatchedEndpoint(unary('Neg', FLOAT, 'batch', 3), { warmUp: false }));
    const calls = [];
    for (const endpoint of [unknown, told, off]) {
      const run = runs(endpoint);
      await endpoint.warmup();
      calls.push(run.mock.calls.map(([feeds]) => feeds['x']?.dims));
    }

    expect(calls).toEqual([[], [[2, 5]], []]);
  });

  it('frees its model in teardown, and has none before setup', async () => {
    const endpoint = new Endpoint();
    expect(() => endpoint.loaded).toThrow('Endpoint: the model is loaded in setup, which has not run');
    await expect(endpoint.teardown()).resolves.toBeUndefined();

    await endpoint.setup(cpuDevice);
    const release = jest.spyOn(endpoint.loaded.session, 'release');
    await endpoint.teardown();

    expect(release).toHaveBeenCalledTimes(1);
    await expect(endpoint.predict([1], context)).rejects.toThrow('has been disposed of');
  });
});
