import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deflateSync, gzipSync } from 'node:zlib';
import { LitEndpoint, LitServeException, Tensor, type LitContext } from 'nestjs-litserve';
import {
  openInference,
  OpenInferenceModule,
  type Datatype,
  type InferenceInputs,
} from 'nestjs-litserve/open-inference';
import { ADAPTERS, bootApp, type RunningApp } from '../support/boot-app.js';
import {
  binaryInput,
  bytesOf,
  inferenceClient,
  input,
  lengthPrefixed,
  type InferenceClient,
} from '../support/inference-client.js';

const seen = { batches: [] as number[], contexts: [] as LitContext[] };

/** Gives back what it gets. */
@LitEndpoint('/echo', { specs: [openInference({ model: 'echo' })] })
class EchoApi {
  predict(value: unknown): unknown {
    return value;
  }
}

@LitEndpoint('/sum', {
  maxBatchSize: 8,
  specs: [
    openInference({
      model: 'sum',
      inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 3] }],
      outputs: [
        { name: 'sum', datatype: 'FP32', shape: [-1, 1] },
        { name: 'even', datatype: 'BOOL', shape: [-1, 1] },
        { name: 'sorted', datatype: 'FP32', shape: [-1, 3], labels: ['a', 'b'] },
      ],
    }),
  ],
})
class SumApi {
  predict({ dims: [items = 0], data }: Tensor, contexts: LitContext[]): unknown[] {
    seen.batches.push(items);
    seen.contexts.push(...contexts);
    return contexts.map((_, item) => {
      const row = (data as Float32Array).slice(item * 3, item * 3 + 3);
      const sum = row.reduce((a, b) => a + b, 0);
      return { sum, even: sum % 2 === 0, sorted: row.toSorted() };
    });
  }
}

/** Two inputs, and elements of BYTES that are no text. */
@LitEndpoint('/blob', {
  specs: [
    openInference({
      model: 'blob',
      inputs: [
        { name: 'blob', datatype: 'BYTES', shape: [-1], as: 'bytes' },
        { name: 'times', datatype: 'INT64', shape: [-1] },
      ],
      outputs: [{ name: 'blob', datatype: 'BYTES', shape: [-1] }],
      decode: ({ blob, times }: InferenceInputs) => ({ blob, times: (times as Tensor).data[0] }),
    }),
  ],
})
class BlobApi {
  predict({ blob, times }: { blob: Buffer; times: bigint }): Buffer {
    return Buffer.concat(Array.from({ length: Number(times) }, () => blob));
  }
}

/** Its first axis is no batch. */
@LitEndpoint('/whole', {
  specs: [
    openInference({
      model: 'whole',
      batchable: false,
      inputs: [{ name: 'x', datatype: 'FP64', shape: [2, -1] }],
      outputs: [{ name: 'shape', datatype: 'INT32', shape: [-1] }],
    }),
  ],
})
class WholeApi {
  predict({ dims }: Tensor): readonly number[] {
    return dims;
  }
}

@LitEndpoint('/fails', { specs: [openInference({ model: 'fails' })] })
class FailsApi {
  predict(text: string): unknown {
    if (text === 'full') throw new LitServeException('queue_full', { retryAfterSeconds: 3 });
    if (text === 'null') return null;
    if (text === 'nan') return NaN;
    throw new Error('secret');
  }
}

describe.each(ADAPTERS)('inference, on %s', (adapter) => {
  let app: RunningApp;
  let client: InferenceClient;
  beforeAll(async () => {
    app = await bootApp(adapter, {
      imports: [OpenInferenceModule.forRoot()],
      providers: [EchoApi, SumApi, BlobApi, WholeApi, FailsApi],
      litserve: { clientPriority: true, maxPayloadBytes: 100_000 },
    });
    client = inferenceClient(app.url);
  });
  afterAll(() => app.close());

  const X = input('x', 'FP32', [2, 3], [1, 2, 3, 4, 5, 7]);
  const numbers = Float32Array.of(1, 2, 3, 4, 5, 7);

  it('answers JSON with JSON, and the id that came', async () => {
    const { status, headers, json } = await client.infer('sum', { id: '42', inputs: [X] });
    expect([status, headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
    expect(headers.get('x-request-id')).toBeTruthy();
    expect(json).toEqual({
      model_name: 'sum',
      model_version: '1',
      id: '42',
      outputs: [
        { name: 'sum', datatype: 'FP32', shape: [2, 1], data: [6, 16] },
        { name: 'even', datatype: 'BOOL', shape: [2, 1], data: [true, true] },
        { name: 'sorted', datatype: 'FP32', shape: [2, 3], data: [1, 2, 3, 4, 5, 7] },
      ],
    });
    expect((await client.infer('sum', { inputs: [X] })).json).not.toHaveProperty('id');
  });

  it('reads nested data as flat data', async () => {
    const nested = input('x', 'FP32', [2, 3], [[1, 2, 3], [4, 5, 7]]); // prettier-ignore
    const [a, b] = await Promise.all([
      client.infer('sum', { inputs: [nested] }),
      client.infer('sum', { inputs: [X] }),
    ]);
    expect(a.json).toEqual(b.json);
  });

  it('gives the outputs that are wanted, in their order', async () => {
    const outputs = [{ name: 'even' }, { name: 'sum' }];
    const { json } = await client.infer('sum', { inputs: [X], outputs });
    expect(json.outputs?.map(({ name }) => name)).toEqual(['even', 'sum']);
  });

  const JSON_DATA: [Datatype, unknown[]][] = [
    ['BOOL', [true, false]],
    ['UINT8', [0, 255]],
    ['UINT16', [0, 65_535]],
    ['UINT32', [0, 4_294_967_295]],
    ['INT8', [-128, 127]],
    ['INT16', [-32_768, 32_767]],
    ['INT32', [-2_147_483_648, 2_147_483_647]],
    ['FP32', [-1.5, 3.25]],
    ['FP64', [0.1, 1e300]],
    ['BYTES', ['', 'ü "quoted" \u0000']],
  ];
  it.each(JSON_DATA)('carries %s as JSON', async (datatype, data) => {
    const { status, json } = await client.infer('echo', { inputs: [input('x', datatype, [2], data)] });
    expect([status, json.outputs]).toEqual([200, [{ name: 'output', datatype, shape: [2], data }]]);
  });

  it.each([
    ['INT64', '9223372036854775807', '-9223372036854775808'],
    ['UINT64', '18446744073709551615', '0'],
  ])('carries %s as JSON, whole', async (datatype, max, min) => {
    const [number, text] = [`[${max}, ${min}]`, `["${max}", "${min}"]`];
    for (const data of [number, text]) {
      const body = `{"inputs":[{"name":"x","datatype":"${datatype}","shape":[2],"data":${data}}]}`;
      expect((await client.infer('echo', body)).text).toContain(`"data":[${max},${min}]`);
    }
  });

  const BINARY: [Datatype, ArrayBufferView][] = [
    ['BOOL', Uint8Array.of(1, 0)],
    ['UINT8', Uint8Array.of(0, 255)],
    ['UINT16', Uint16Array.of(1, 65_535)],
    ['UINT32', Uint32Array.of(1, 4_294_967_295)],
    ['UINT64', BigUint64Array.of(1n, 18_446_744_073_709_551_615n)],
    ['INT8', Int8Array.of(-1, 1)],
    ['INT16', Int16Array.of(-1, 1)],
    ['INT32', Int32Array.of(-1, 1)],
    ['INT64', BigInt64Array.of(-1n, 1n)],
    ['FP16', Uint16Array.of(0x3c00, 0xfe01)],
    ['BF16', Uint16Array.of(0x3f80, 0xffc1)],
    ['FP32', Float32Array.of(NaN, -0)],
    ['FP64', Float64Array.of(Infinity, 0.1)],
  ];
  it.each(BINARY)('carries %s as binary data', async (datatype, data) => {
    const bytes = bytesOf(data);
    const parameters = { binary_data_output: true };
    const head = { parameters, inputs: [binaryInput('x', datatype, [2], bytes)] };
    const { headers, json, binary } = await client.inferBinary('echo', head, [bytes]);
    expect(headers.get('content-type')).toBe('application/octet-stream');
    expect(json.outputs).toEqual([
      { name: 'output', datatype, shape: [2], parameters: { binary_data_size: bytes.length } },
    ]);
    expect(binary).toEqual(bytes);
  });

  it('carries BYTES that are no text as binary data', async () => {
    const noText = Buffer.of(0, 255, 254);
    const bytes = lengthPrefixed(noText, '');
    const inputs = [binaryInput('blob', 'BYTES', [2], bytes), input('times', 'INT64', [2], [2, 1])];
    const outputs = [{ name: 'blob', parameters: { binary_data: true } }];
    const { json, binary } = await client.inferBinary('blob', { inputs, outputs }, [bytes]);
    expect(json.outputs).toMatchObject([{ datatype: 'BYTES', shape: [2] }]);
    expect(binary).toEqual(lengthPrefixed(Buffer.concat([noText, noText]), ''));
    const asJson = await client.inferBinary('blob', { inputs }, [bytes]);
    expect([asJson.status, asJson.json.error]).toEqual([400, expect.stringContaining('as binary data')]);
    const asText = await client.inferBinary('echo', { inputs: [binaryInput('x', 'BYTES', [2], bytes)] }, [
      bytes,
    ]);
    expect([asText.status, asText.json.error]).toEqual([400, expect.stringContaining('no UTF-8 text')]);
  });

  it('mixes binary and JSON, in and out, and each output may say for itself', async () => {
    const bytes = bytesOf(numbers);
    const inputs = [binaryInput('x', 'FP32', [2, 3], bytes)];
    const plain = await client.inferBinary('sum', { inputs }, [bytes]);
    expect([plain.headers.get('content-type'), plain.json.outputs?.[0]?.data]).toEqual([
      'application/json; charset=utf-8',
      [6, 16],
    ]);
    const { json, binary } = await client.infer('sum', {
      parameters: { binary_data_output: true },
      inputs: [X],
      outputs: [
        { name: 'sorted' },
        { name: 'sum', parameters: { binary_data: false } },
        { name: 'even', parameters: { binary_data: true } },
      ],
    });
    expect(json.outputs).toEqual([
      { name: 'sorted', datatype: 'FP32', shape: [2, 3], parameters: { binary_data_size: 24 } },
      { name: 'sum', datatype: 'FP32', shape: [2, 1], data: [6, 16] },
      { name: 'even', datatype: 'BOOL', shape: [2, 1], parameters: { binary_data_size: 2 } },
    ]);
    expect(binary).toEqual(Buffer.concat([bytes, Buffer.of(1, 1)]));
  });

  it('takes a raw request: a tensor and nothing else', async () => {
    const { status, json, binary } = await client.inferBinary('sum', undefined, [
      bytesOf(numbers).subarray(0, 12),
    ]);
    expect([status, json.outputs?.map(({ shape }) => shape)]).toEqual([200, [[1, 1], [1, 1], [1, 3]]]); // prettier-ignore
    expect(binary.readFloatLE(0)).toBe(6);
    const shaped = await client.inferBinary('whole', undefined, [bytesOf(Float64Array.of(1, 2, 3, 4, 5, 6))]);
    expect([shaped.binary.readInt32LE(0), shaped.binary.readInt32LE(4)]).toEqual([2, 3]);
    for (const [model, bytes] of [
      ['sum', 13],
      ['whole', 24],
      ['blob', 1],
      ['echo', 1],
    ] as const) {
      // prettier-ignore
      expect((await client.inferBinary(model, undefined, [Buffer.alloc(bytes)])).status).toBe(400);
    }
  });

  it('makes an item of each row, which share batches, and answers as if they had come alone', async () => {
    seen.batches = [];
    const rows = Array.from({ length: 20 }, (_, row) => [row, row + 1, row * 2]);
    const together = await client.infer('sum', { inputs: [input('x', 'FP32', [20, 3], rows)] });
    expect(Math.max(...seen.batches)).toBeGreaterThan(1);
    const alone = await Promise.all(
      rows.map((row) => client.infer('sum', { inputs: [input('x', 'FP32', [1, 3], row)] })),
    );
    const dataOf = (name: string) =>
      alone.flatMap(({ json }) => json.outputs?.find((one) => one.name === name)?.data);
    expect(together.json.outputs).toEqual([
      { name: 'sum', datatype: 'FP32', shape: [20, 1], data: dataOf('sum') },
      { name: 'even', datatype: 'BOOL', shape: [20, 1], data: dataOf('even') },
      { name: 'sorted', datatype: 'FP32', shape: [20, 3], data: dataOf('sorted') },
    ]);
  });

  it('gives classes for elements', async () => {
    const outputs = [{ name: 'sorted', parameters: { classification: 2 } }];
    const { json } = await client.infer('sum', { inputs: [X], outputs });
    expect(json.outputs).toEqual([
      { name: 'sorted', datatype: 'BYTES', shape: [2, 2], data: ['3:2', '2:1:b', '7:2', '5:1:b'] },
    ]);
  });

  it('hands its priority and its deadline on to the queue', async () => {
    seen.contexts = [];
    const ask = (parameters: object) => client.infer('sum', { parameters, inputs: [X] });
    for (const parameters of [{ priority: 1 }, { priority: 3, timeout: 4_000_000 }, {}])
      await ask(parameters);
    const told = seen.contexts.filter((_, index) => index % 2 === 0);
    expect(told.map(({ priority }) => priority)).toEqual(['high', 'low', 'normal']);
    expect((await ask({ priority: -1 })).status).toBe(400);
    expect((await ask({ timeout: 'soon' })).status).toBe(400);
  });

  it('reads compressed requests', async () => {
    for (const [encoding, compress] of [
      ['gzip', gzipSync],
      ['deflate', deflateSync],
    ] as const) {
      // prettier-ignore
      const { status } = await client.ask('/models/sum/infer', {
        method: 'POST',
        headers: { 'content-encoding': encoding },
        body: compress(JSON.stringify({ inputs: [X] })),
      });
      expect(status).toBe(200);
    }
  });

  describe('refuses with 400', () => {
    const WRONG: [string, object | string][] = [
      ['what is no JSON', '{"inputs":'],
      ['what is no object', '[]'],
      ['no inputs', {}],
      ['an empty list of inputs', { inputs: [] }],
      ['an unknown input', { inputs: [X, input('z', 'FP32', [2, 3], [1, 2, 3, 4, 5, 6])] }],
      ['an input twice', { inputs: [X, X] }],
      ['an input of another name', { inputs: [input('y', 'FP32', [2, 3], [1, 2, 3, 4, 5, 6])] }],
      ['a wrong datatype', { inputs: [input('x', 'FP64', [2, 3], [1, 2, 3, 4, 5, 6])] }],
      ['an unknown datatype', { inputs: [input('x', 'FP8' as never, [2, 3], [1, 2, 3, 4, 5, 6])] }],
      ['a wrong shape', { inputs: [input('x', 'FP32', [3, 2], [1, 2, 3, 4, 5, 6])] }],
      ['a shape and data that differ', { inputs: [input('x', 'FP32', [2, 3], [1, 2, 3])] }],
      ['a negative length', { inputs: [input('x', 'FP32', [-2, -3], [1, 2, 3, 4, 5, 6])] }],
      ['a huge shape', { inputs: [input('x', 'FP32', [2 ** 52, 3], [])] }],
      ['more items than allowed', { inputs: [input('x', 'FP32', [2 ** 40, 0], [])] }],
      ['no items', { inputs: [input('x', 'FP32', [0, 3], [])] }],
      ['an unknown output', { inputs: [X], outputs: [{ name: 'y' }] }],
      ['no data', { inputs: [{ name: 'x', datatype: 'FP32', shape: [2, 3] }] }],
      ['binary data that is not there', { inputs: [binaryInput('x', 'FP32', [2, 3], new Uint8Array(24))] }],
      ['an id that is no text', { id: 7, inputs: [X] }],
      ['parameters that are no scalars', { parameters: { a: {} }, inputs: [X] }],
      ['a name without end', { inputs: [input('x'.repeat(300), 'FP32', [2, 3], [])] }],
      ['a name that is a trap', `{"inputs":[{"name":"__proto__","datatype":"FP32","shape":[0],"data":[]}]}`],
    ];
    it.each(WRONG)('%s', async (_, body) => {
      const { status, json } = await client.infer('sum', body);
      expect([status, Object.keys(json)]).toEqual([400, ['error']]);
    });

    const bytes = new Uint8Array(24);
    const head = { inputs: [binaryInput('x', 'FP32', [2, 3], bytes)] };
    it.each([
      ['a header longer than the body', head, [bytes], '9999'],
      ['a header that is no length', head, [bytes], '-1'],
      ['a header that cuts the JSON', head, [bytes], '10'],
      ['a body that ends too early', head, [bytes.subarray(0, 20)], undefined],
      ['a body that does not end', head, [bytes, bytes], undefined],
      [
        'data of another size',
        { inputs: [binaryInput('x', 'FP32', [2, 3], bytes.subarray(4))] },
        [bytes.subarray(4)],
        undefined,
      ],
    ] as const)('%s', async (_, json, tensors, headerLength) => {
      const answer = await client.inferBinary('sum', json, tensors, headerLength);
      expect([answer.status, Object.keys(answer.json)]).toEqual([400, ['error']]);
    });
  });

  it('tells of a model or a version that is not there', async () => {
    for (const path of ['/models/gone/infer', '/models/sum/versions/2/infer']) {
      const { status, json } = await client.post(path, { inputs: [X] });
      expect([status, json.error]).toEqual([404, expect.stringContaining('There is no')]);
    }
    expect((await client.post('/models/sum/versions/1/infer', { inputs: [X] })).status).toBe(200);
  });

  it('answers failures with nothing but an error', async () => {
    const ask = (text: string) => client.infer('fails', { inputs: [input('x', 'BYTES', [1], [text])] });
    const full = await ask('full');
    expect([full.status, full.headers.get('retry-after'), Object.keys(full.json)]).toEqual([
      429,
      '3',
      ['error'],
    ]);
    for (const text of ['crash', 'null']) {
      expect([(await ask(text)).status, (await ask(text)).json]).toEqual([
        500,
        { error: 'Internal server error' },
      ]);
    }
    expect((await ask('nan')).json.error).toContain('not finite');
    expect((await client.infer('sum', `{"inputs":"${'x'.repeat(100_000)}"}`)).status).toBe(413);
  });
});
