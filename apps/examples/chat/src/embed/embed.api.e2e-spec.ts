import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { LitServeModule } from 'nestjs-litserve';
import { McpModule } from 'nestjs-litserve/mcp';
import { OpenInferenceModule } from 'nestjs-litserve/open-inference';
import { OpenAIModule } from 'nestjs-litserve/openai';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import OpenAI from 'openai';
import { STATIC_EMBED } from '../../../embed/src/static-embed/static-embedding.js';
import { findModel } from '../../../models/find-model.js';
import { EmbedApi } from './embed.api.js';

const { folder, missing } = findModel(STATIC_EMBED);
const [suite, reason] =
  missing.length === 0
    ? [describe, '']
    : [describe.skip, ` (skipped: no ${missing.join(', ')} in ${folder})`];

function embedsWith(models: string): void {
  const { LITSERVE_MODELS: before = '' } = process.env;
  let app: INestApplication;
  let client: OpenAI;
  let url: string;
  beforeAll(async () => {
    process.env['LITSERVE_MODELS'] = models;
    const specs = [OpenAIModule.forRoot(), OpenInferenceModule.forRoot(), McpModule.forRoot()];
    const imports = [LitServeModule.forRoot(), ...specs];
    const testing = await Test.createTestingModule({ imports, providers: [EmbedApi] }).compile();
    app = testing.createNestApplication();
    await app.listen(0, '127.0.0.1');
    url = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
    client = new OpenAI({ apiKey: 'none', baseURL: `${url}/v1`, maxRetries: 0 });
  });
  afterAll(async () => {
    process.env['LITSERVE_MODELS'] = before;
    await app.close();
  });

  it('gives 64 numbers of length 1, the same in a batch', async () => {
    const input = ['kitten', 'a cat on the sofa, asleep', 'Caf\u00e9?'];
    const { data } = await client.embeddings.create({ model: 'embed', input });
    const { data: alone } = await client.embeddings.create({ model: 'embed', input: 'kitten' });
    for (const { embedding } of data) expect(Math.hypot(...embedding)).toBeCloseTo(1, 5);
    expect(data.map(({ embedding }) => embedding.length)).toEqual([64, 64, 64]);
    alone[0]?.embedding.forEach((value, at) => expect(data[0]?.embedding[at]).toBeCloseTo(value, 5));
  });

  it('gives a vector for an empty text, which /v1/embeddings does not let in, and for a blank one', async () => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${url}/embed`, { method: 'POST', headers, body: '""' });
    const { data } = await client.embeddings.create({ model: 'embed', input: ' ' });
    for (const vector of [await answer.json(), data[0]?.embedding]) {
      expect(vector).toHaveLength(64);
      for (const value of vector as number[]) expect(value).toBeGreaterThanOrEqual(0);
    }
  });

  it('refuses tokens, and says why', async () => {
    for (const input of [[1, 2], [[1, 2]]]) {
      await expect(client.embeddings.create({ model: 'embed', input })).rejects.toMatchObject({
        status: 400,
        type: 'invalid_request_error',
        message: expect.stringContaining('"embed" takes texts'),
      });
    }
  });
}

suite(`embed with static-embed${reason}`, () => embedsWith(dirname(folder)));
describe('embed with pairs of letters', () => embedsWith(join(folder, 'nowhere')));
