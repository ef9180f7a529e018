import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { STATIC_EMBED } from '../../apps/examples/embed/src/static-embed/static-embedding.js';
import { findModel } from '../../apps/examples/models/find-model.js';
import { ADAPTERS } from '../support/boot-app.js';
import { startApp, type StartedApp } from '../support/start-app.js';

/** Empty is as if it were not set: static-embed when its files are there. */
const MODELS = { express: '', fastify: 'nowhere' } as const;
const ASKED = { model: 'tinylm', text: 'say: 402', answer: 'four hundred and two' };

describe.each(ADAPTERS)('the chat example on %s, with real worker processes', (adapter) => {
  let app: StartedApp;
  let client: OpenAI;
  beforeAll(async () => {
    const env = { PORT: '0', LITSERVE_ADAPTER: adapter, LITSERVE_MODELS: MODELS[adapter] };
    app = await startApp('apps/examples/chat/src/main.js', env);
    client = new OpenAI({ apiKey: 'any', baseURL: `${app.url}/v1`, maxRetries: 0 });
  }, 60_000);
  afterAll(() => app.stop(), 30_000);

  it('gives the same answer by all of its routes', async () => {
    const { model, text, answer } = ASKED;
    const messages = [{ role: 'user' as const, content: text }];
    const [chat, response, completion, native] = await Promise.all([
      client.chat.completions.create({ model, messages }),
      client.responses.create({ model, input: text }),
      client.completions.create({ model, prompt: text }),
      app.post('/chat', text, { accept: 'application/json' }),
    ]);
    expect(chat.choices[0]?.message.content).toBe(answer);
    expect(response.output_text).toBe(answer);
    expect(completion.choices[0]?.text).toBe(answer);
    expect(((await native.json()) as string[]).join('')).toBe(answer);
  });

  it('answers by the Open Inference Protocol, a row an item', async () => {
    const { text, answer } = ASKED;
    const input = { name: 'text_input', datatype: 'BYTES', shape: [2], data: [text, 'clock: 19:15'] };
    const inferred = await app.post('/v2/models/tinylm/infer', { inputs: [input] });
    expect(await inferred.json()).toMatchObject({
      model_name: 'tinylm',
      outputs: [{ name: 'text_output', shape: [2], data: [answer, 'quarter past seven in the evening'] }],
    });
    const embedded = await app.post('/v2/models/embed/infer', {
      inputs: [{ name: 'text', datatype: 'BYTES', shape: [1], data: ['kitten'] }],
    });
    expect(await embedded.json()).toMatchObject({ outputs: [{ name: 'embedding', shape: [1, 64] }] });
  });

  it('streams, a letter an event, and goes on with what is stored', async () => {
    const { model, text, answer } = ASKED;
    const letters: string[] = [];
    const helper = client.responses.stream({ model, input: text });
    helper.on('response.output_text.delta', ({ delta }) => letters.push(delta));
    const { id } = await helper.finalResponse();
    expect(letters).toEqual(answer.split(''));
    const next = await client.responses.create({ model, input: 'clock: 19:15', previous_response_id: id });
    expect(next.output_text).toBe('quarter past seven in the evening');
    const input = [];
    for await (const item of client.responses.inputItems.list(next.id, { order: 'asc' })) input.push(item);
    expect(input).toMatchObject([{ role: 'user' }, { role: 'assistant' }, { role: 'user' }]);
  });

  it('lists its models, and refuses what they cannot read', async () => {
    const ids: string[] = [];
    for await (const { id } of await client.models.list()) ids.push(id);
    expect(ids).toEqual(['tinylm', 'embed']);
    const { data } = await client.embeddings.create({ model: 'embed', input: 'kitten' });
    expect(data[0]?.embedding).toHaveLength(64);
    expect(Math.hypot(...(data[0]?.embedding ?? []))).toBeCloseTo(1, 5);
    await expect(client.responses.create({ model: 'tinylm', input: 'SAY' })).rejects.toMatchObject({
      status: 400,
    });
  });

  it('says once which model "embed" is, and why', () => {
    const said = app.output().match(/"embed" is .*/g);
    expect(said).toHaveLength(1);
    const { folder, missing } = findModel(STATIC_EMBED, MODELS[adapter] || undefined);
    if (missing.length === 0) expect(said).toEqual([`"embed" is static-embed: its files are in ${folder}`]);
    else
      expect(said?.[0]).toMatch(
        /"embed" is pairs of letters: .*static-embed has no model.onnx, tokenizer.json/,
      );
  });
});
