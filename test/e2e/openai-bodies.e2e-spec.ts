import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LitEndpoint } from 'nestjs-litserve';
import {
  openAIChat,
  openAIEmbeddings,
  OpenAIModule,
  type ChatPart,
  type ChatRequest,
} from 'nestjs-litserve/openai';
import OpenAI from 'openai';
import { gzipSync } from 'node:zlib';
import { ADAPTERS, bootApp, type RunningApp } from '../support/boot-app.js';

@LitEndpoint('/seeing', {
  specs: [
    openAIChat({ model: 'seeing', decode: (request) => request }),
    openAIEmbeddings({ model: 'seeing' }),
  ],
})
class SeeingApi {
  predict({ messages }: ChatRequest): string {
    const [part] = (messages[0]?.content ?? []) as ChatPart[];
    return `${part?.image_url?.url.length}`;
  }
}

const MIB = 1024 * 1024;
const PATHS = ['/v1/chat/completions', '/v1/completions', '/v1/embeddings'];

describe.each(ADAPTERS)('a body for the OpenAI routes on %s', (adapter) => {
  let app: RunningApp;
  beforeAll(async () => {
    app = await bootApp(adapter, {
      imports: [OpenAIModule.forRoot()],
      providers: [SeeingApi],
      litserve: { maxPayloadBytes: 3 * MIB },
    });
  });
  afterAll(() => app.close());

  it('may have an image of 2 MB in it', async () => {
    const client = new OpenAI({ apiKey: 'x', baseURL: `${app.url}/v1` });
    const url = `data:image/png;base64,${'A'.repeat(2 * MIB)}`;
    const answer = await client.chat.completions.create({
      model: 'seeing',
      messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url } }] }],
    });
    expect(answer.choices[0]?.message.content).toBe(String(url.length));
  });

  it.each([
    ['too large', JSON.stringify('x'.repeat(3 * MIB)), {}, 413, 'payload_too_large'],
    [
      'too large when decoded',
      gzipSync('1'.repeat(4 * MIB)),
      { 'content-encoding': 'gzip' },
      413,
      'payload_too_large',
    ],
    ['no JSON', '{"model":', {}, 400, 'invalid_json'],
  ])(
    'that is %s is refused in OpenAI’s shape, with a request id',
    async (_name, body, headers, status, code) => {
      const sent = { 'content-type': 'application/json', 'x-request-id': 'r-1', ...headers };
      for (const path of PATHS) {
        const answer = await app.ask(path, { method: 'POST', body, headers: sent });
        expect(answer).toMatchObject({
          status,
          json: { error: { message: expect.any(String), type: 'invalid_request_error', param: null, code } },
        });
        expect(answer.headers.get('x-request-id')).toBe('r-1');
      }
    },
  );

  it('has an answer with a request id, whatever is asked for', async () => {
    const answers = [
      await app.get('/v1/models'),
      await app.get('/v1/models/none'),
      await app.post(PATHS[0] as string, {}),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 404, 400]);
    for (const { headers } of answers) expect(headers.get('x-request-id')).toBeTruthy();
  });
});
