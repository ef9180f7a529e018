import type { StreamChunk, StreamQuestion } from '../../fixtures/chaos/healthy.js';
import { StreamClient } from '../../support/stream-client.js';
import type { Random } from '../support/random.js';
import { expectThat } from '../support/violation.js';
import type { Visit } from './visit.js';

export const STREAM_PATHS = ['/stream', '/batched-stream'] as const;

export const streamQuestion = (random: Random): StreamQuestion => ({
  nonce: random.text(12),
  chunks: random.between(0, 40),
  bytes: random.between(0, 2000),
});

/** Every chunk so far is the caller's own, in order. */
export function expectOwnChunks(client: StreamClient, { nonce }: StreamQuestion): void {
  const wrong = (client.chunks as StreamChunk[]).find((chunk, i) => chunk.nonce !== nonce || chunk.i !== i);
  expectThat(wrong === undefined, `the chunks of ${nonce} in order`, wrong);
}

/** Whether it ended with this error, which only a worker that has died is an excuse for. */
export function hasCrashed(client: StreamClient): boolean {
  const error = client.error as { code?: string } | undefined;
  return error?.code === 'worker_crashed';
}

/** Complete streams, or right ones that end by saying that their worker has died. */
export const streams: Visit = {
  name: 'streams',
  weight: 12,
  async go(app, random) {
    const asked = streamQuestion(random);
    const client = await StreamClient.read(app.url + random.pick(STREAM_PATHS), asked);
    expectThat(client.status === 200, '200', client.status);
    expectOwnChunks(client, asked);
    if (hasCrashed(client)) return;
    expectThat(client.error === undefined, 'no error', client.error);
    expectThat(client.chunks.length === asked.chunks, `${asked.chunks} chunks`, client.chunks.length);
  },
};
