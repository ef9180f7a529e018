import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ADAPTERS } from '../support/boot-app.js';
import { protocolProblems } from '../support/inference-schemas.js';
import {
  binaryInput,
  bytesOf,
  inferenceClient,
  input,
  lengthPrefixed,
  type InferenceClient,
} from '../support/inference-client.js';
import { startApp, type StartedApp } from '../support/start-app.js';

describe.each(ADAPTERS)('the Open Inference Protocol with real worker processes behind %s', (adapter) => {
  let app: StartedApp;
  let client: InferenceClient;
  beforeAll(async () => {
    app = await startApp('test/fixtures/open-inference/main.js', { LITSERVE_ADAPTER: adapter });
    client = inferenceClient(app.url);
  }, 60_000);
  afterAll(() => app.stop(), 30_000);

  it('is ready, and says so as the protocol has it', async () => {
    expect(protocolProblems('server', (await client.get('')).json)).toEqual([]);
    expect((await client.get('/health/ready')).status).toBe(200);
    const { json } = await client.get('/models/tinylm');
    expect(protocolProblems('model', json)).toEqual([]);
    expect(json).toMatchObject({
      platform: 'onnx_onnxv1',
      inputs: expect.arrayContaining([{ name: 'input_ids', datatype: 'INT64', shape: [-1, -1] }]),
    });
  });

  it('carries values to a worker and back, whole', async () => {
    const data = [[1.5, 'FP32'], ['9007199254740993', 'INT64'], ['ü', 'BYTES'], [true, 'BOOL']] as const; // prettier-ignore
    for (const [value, datatype] of data) {
      const request = { id: 'a', inputs: [input('x', datatype, [1], [value])] };
      expect(protocolProblems('request', request)).toEqual([]);
      const { json, text } = await client.infer('echo', request);
      expect(protocolProblems('response', json)).toEqual([]);
      expect(json.outputs?.map(({ name }) => name)).toEqual(['value', 'pid']);
      expect(text).toContain(
        `"datatype":"${datatype}","data":[${JSON.stringify(value)}]`.replace(/"(\d+)"/, '$1'),
      );
      expect(json.outputs?.[1]?.data).not.toEqual([app.process.pid]);
    }
  });

  it('carries bytes that are no text, and bits of half floats', async () => {
    const bytes = lengthPrefixed(Buffer.of(0, 255), Buffer.of());
    const parameters = { binary_data_output: true };
    const blob = { parameters, inputs: [binaryInput('blob', 'BYTES', [2], bytes)] };
    expect((await client.inferBinary('blob', blob, [bytes])).binary).toEqual(bytes);
    const half = bytesOf(Uint16Array.of(0x3c00, 0xfe01));
    const outputs = [{ name: 'value', parameters: { binary_data: true } }];
    const echoed = { outputs, inputs: [binaryInput('x', 'BF16', [1, 2], half)] };
    const { json, binary } = await client.inferBinary('echo', echoed, [half]);
    expect([json.outputs?.[0]?.datatype, binary]).toEqual(['BF16', half]);
  });

  it('makes batches of rows, and answers as if each had come alone', async () => {
    const rows = Array.from({ length: 64 }, (_, row) => [row, row / 2]);
    const { json } = await client.infer('double', { inputs: [input('x', 'FP32', [64, 2], rows)] });
    expect(json.outputs?.[0]).toEqual({
      name: 'y',
      datatype: 'FP32',
      shape: [64, 2],
      data: rows.flat().map((one) => one * 2),
    });
    expect(Math.max(...(json.outputs?.[1]?.data as number[]))).toBeGreaterThan(1);
  });

  it('streams, and counts', async () => {
    const { text } = await client.post('/models/spell/generate_stream', { text_input: 'ab' });
    expect(text.match(/"text_output":"."/g)).toEqual(['"text_output":"a"', '"text_output":"b"']);
    const stats = (await client.get('/models/spell/stats')).json;
    expect(stats).toMatchObject({ model_stats: [{ name: 'spell', inference_count: 1 }] });
    const { status, json } = await client.post('/models/gone/generate', { text_input: 'ab' });
    expect([status, protocolProblems('error', json)]).toEqual([404, []]);
  });
});
