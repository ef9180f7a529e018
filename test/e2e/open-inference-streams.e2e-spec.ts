import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createParser } from 'eventsource-parser';
import { LitEndpoint, LitServeService, type LitContext } from 'nestjs-litserve';
import { openInference, OpenInferenceModule, type InferRequest } from 'nestjs-litserve/open-inference';
import { ADAPTERS, bootApp, type RunningApp } from '../support/boot-app.js';
import { inferenceClient, input, type InferenceClient } from '../support/inference-client.js';

const seen = { requests: [] as InferRequest[], aborted: 0 };

/** As a language model would be declared. */
@LitEndpoint('/spell', {
  stream: true,
  specs: [
    openInference({
      model: 'spell',
      inputs: [{ name: 'prompt', datatype: 'BYTES', shape: [-1] }],
      outputs: [{ name: 'text', datatype: 'BYTES', shape: [-1] }],
      decode: ({ prompt }, request) => {
        seen.requests.push(request);
        return prompt;
      },
    }),
  ],
})
class SpellApi {
  async *predict(text: string, context: LitContext): AsyncGenerator<string> {
    if (text === 'fail at once') throw new Error('secret');
    context.signal.addEventListener('abort', () => (seen.aborted += 1));
    for (let at = 0; at < text.length; at++) {
      if (text[at] === '!') throw new Error('secret');
      await new Promise((next) => setImmediate(next));
      yield text[at] ?? '';
      // Without an end, until its client leaves.
      if (text[at] === '∞') at--;
    }
  }
}

@LitEndpoint('/length', { maxBatchSize: 4, specs: [openInference({ model: 'length' })] })
class LengthApi {
  predict(texts: string[]): number[] {
    if (texts.includes('fail')) throw new Error('secret');
    return texts.map(({ length }) => length);
  }
}

describe.each(ADAPTERS)('streams and statistics, on %s', (adapter) => {
  let app: RunningApp;
  let client: InferenceClient;
  beforeAll(async () => {
    app = await bootApp(adapter, {
      imports: [OpenInferenceModule.forRoot()],
      providers: [SpellApi, LengthApi],
    });
    client = inferenceClient(app.url);
  });
  afterAll(() => app.close());

  const events = async (path: string, body: object) => {
    const { status, headers, text } = await client.post(path, body);
    const data: unknown[] = [];
    createParser({ onEvent: (event) => data.push(JSON.parse(event.data)) }).feed(text);
    return { status, type: headers.get('content-type'), data };
  };
  const piece = (text_output: string) => ({ model_name: 'spell', model_version: '1', text_output });

  it('generate a text, whole', async () => {
    seen.requests = [];
    const body = { id: '7', text_input: 'abc', parameters: { temperature: 0.5 }, top_k: 3 };
    const { status, json } = await client.post('/models/spell/generate', body);
    expect([status, json]).toEqual([200, { id: '7', ...piece('abc') }]);
    expect(seen.requests[0]).toMatchObject({ id: '7', parameters: { temperature: 0.5, top_k: 3 } });
  });

  it('generate a text in pieces', async () => {
    expect(await events('/models/spell/versions/1/generate_stream', { text_input: 'ab' })).toEqual({
      status: 200,
      type: 'text/event-stream; charset=utf-8',
      data: [piece('a'), piece('b')],
    });
  });

  it('have a status for what fails at once, and an event for what fails later', async () => {
    const { status, json } = await client.post('/models/spell/generate_stream', {
      text_input: 'fail at once',
    });
    expect([status, json]).toEqual([500, { error: 'Internal server error' }]);
    const { data } = await events('/models/spell/generate_stream', { text_input: 'a!' });
    expect(data).toEqual([piece('a'), { error: 'Internal server error' }]);
  });

  it('infer in pieces, as tensors', async () => {
    const inputs = [input('prompt', 'BYTES', [1], ['ab'])];
    const output = (text: string) => ({
      model_name: 'spell',
      model_version: '1',
      id: '8',
      outputs: [{ name: 'text', shape: [1], datatype: 'BYTES', data: [text] }],
    });
    const { data } = await events('/models/spell/infer_stream', { id: '8', inputs });
    expect(data).toEqual([output('a'), output('b')]);
    const whole = await client.infer('spell', { id: '8', inputs });
    expect(whole.json).toEqual(output('ab'));
  });

  it('refuse what they cannot answer', async () => {
    const two = { inputs: [input('prompt', 'BYTES', [2], ['a', 'b'])] };
    const wrong: [string, object][] = [
      ['/models/spell/generate', { text: 'a' }],
      ['/models/spell/generate', { text_input: ['a'] }],
      ['/models/spell/generate', { text_input: 'a', more: {} }],
      ['/models/length/generate', { text_input: 'a' }],
      ['/models/spell/infer_stream', two],
      ['/models/spell/infer_stream', { ...two, parameters: { binary_data_output: true } }],
    ];
    for (const [path, body] of wrong) {
      const { status, json } = await client.post(path, body);
      expect([path, status, Object.keys(json)]).toEqual([path, 400, ['error']]);
    }
  });

  it('end in the worker when the client goes', async () => {
    seen.aborted = 0;
    const leaving = new AbortController();
    const response = await fetch(`${app.url}/v2/models/spell/generate_stream`, {
      method: 'POST',
      body: JSON.stringify({ text_input: '∞' }),
      signal: leaving.signal,
    });
    await response.body?.getReader().read();
    leaving.abort();
    while (seen.aborted === 0) await new Promise((next) => setImmediate(next));
    expect(app.app.get(LitServeService).stats()['spell']).toMatchObject({ cancelled: 1 });
  });

  it('tell what a model has done, by any route', async () => {
    const texts = (...data: string[]) => ({ inputs: [input('x', 'BYTES', [data.length], data)] });
    const before = Date.now();
    await client.infer('length', texts('a', 'bb', 'ccc'));
    await client.infer('length', texts('fail'));
    await app.post('/length', 'a');
    const { json } = await client.get('/models/length/stats');
    const { model_stats: [stats] } = json as unknown as { model_stats: Record<string, unknown>[] }; // prettier-ignore
    expect(stats).toMatchObject({
      name: 'length',
      version: '1',
      // One of them is that of a text nobody can generate from.
      inference_count: 5,
      inference_stats: {
        success: { count: 5, ns: expect.any(Number) },
        fail: { count: 1 },
        queue: { count: 5 },
        compute_infer: { count: 6 },
        cache_hit: { count: 0, ns: 0 },
      },
    });
    expect(stats?.['last_inference']).toBeGreaterThanOrEqual(before);
    const batches = stats?.['batch_stats'] as {
      batch_size: number;
      compute_infer: { count: number; ns: number };
    }[];
    expect(batches.reduce((sum, one) => sum + one.batch_size * one.compute_infer.count, 0)).toBe(6);
    expect(stats?.['execution_count']).toBe(batches.reduce((sum, one) => sum + one.compute_infer.count, 0));
    expect(batches.every(({ compute_infer: { ns } }) => ns > 0)).toBe(true);
    const all = (await client.get('/models/stats')).json as unknown as { model_stats: { name: string }[] };
    expect(all.model_stats.map(({ name }) => name)).toEqual(['spell', 'length']);
    expect((await client.get('/models/length/versions/2/stats')).status).toBe(404);
  });
});
