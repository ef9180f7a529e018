import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import type { AddressInfo } from 'node:net';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import OpenAI from 'openai';
import { AppModule } from './app.module.js';

describe('the chat example', () => {
  let app: INestApplication;
  let client: OpenAI;

  beforeAll(async () => {
    const testing = await Test.createTestingModule({ imports: [AppModule] }).compile();
    app = testing.createNestApplication();
    await app.listen(0, '127.0.0.1');
    const { port } = app.getHttpServer().address() as AddressInfo;
    client = new OpenAI({ apiKey: 'none', baseURL: `http://127.0.0.1:${port}/v1` });
  });
  afterAll(() => app.close());

  it('answers the last message of the user', async () => {
    const answer = await client.chat.completions
      .stream({ model: 'tinylm', messages: [{ role: 'user', content: 'say: 402' }] })
      .finalChatCompletion();
    expect(answer.choices[0]?.message.content).toBe('four hundred and two');
    const { choices } = await client.completions.create({ model: 'tinylm', prompt: 'clock: 19:15' });
    expect(choices[0]?.text).toBe('quarter past seven in the evening');
  });

  it('answers as a response, which is stored and can go on', async () => {
    const helper = client.responses.stream({ model: 'tinylm', input: 'say: 402' });
    const first = await helper.finalResponse();
    expect(first).toMatchObject({
      status: 'completed',
      output: [{ content: [{ text: 'four hundred and two' }] }],
      usage: { input_tokens: 8, output_tokens: 20 },
    });
    const second = await client.responses.create({
      model: 'tinylm',
      input: 'clock: 19:15',
      previous_response_id: first.id,
    });
    expect(second.output_text).toBe('quarter past seven in the evening');
    expect((await client.responses.retrieve(second.id)).output_text).toBe(second.output_text);
  });

  it('refuses what the model cannot read, and says why', async () => {
    const asked = client.chat.completions.create({
      model: 'tinylm',
      messages: [{ role: 'user', content: 'SAY' }],
    });
    await expect(asked).rejects.toMatchObject({ status: 400, type: 'invalid_request_error' });
  });

  it('embeds texts that share words near to one another', async () => {
    const input = ['pasta with garlic sauce', 'garlic sauce for the pasta', 'my phone needs a battery'];
    const { data } = await client.embeddings.create({ model: 'embed', input });
    const [a = [], b = [], c = []] = data.map(({ embedding }) => embedding);
    const dot = (x: number[], y: number[]): number =>
      x.reduce((sum, value, at) => sum + value * (y[at] ?? 0), 0);
    expect(dot(a, b)).toBeGreaterThan(dot(a, c) + 0.3);
  });

  it('is tools of MCP, which give the same', async () => {
    const mcp = new Client({ name: 'test', version: '1' });
    await mcp.connect(new StreamableHTTPClientTransport(new URL('/mcp', client.baseURL)));
    const { content } = await mcp.callTool({ name: 'tinylm', arguments: { text: 'say: 402' } });
    expect(content).toEqual([{ type: 'text', text: 'four hundred and two' }]);
    const { structuredContent } = await mcp.callTool({ name: 'embed', arguments: { text: 'kitten' } });
    const { data } = await client.embeddings.create({ model: 'embed', input: 'kitten' });
    expect(structuredContent).toEqual({ embedding: data[0]?.embedding });
    await mcp.close();
  });
});
