import { setTimeout as sleep } from 'node:timers/promises';
import { StreamClient } from '../../support/stream-client.js';
import { expectThat } from '../support/violation.js';
import { expectOwnChunks, hasCrashed, STREAM_PATHS } from './streams.js';
import type { Visit } from './visit.js';

/** What a batch may say to those who hold the others up, and any stream to whoever takes nothing. */
const FOR_THE_SLOW = new Set(['slow_client', 'stream_idle']);

/** Take nothing for a while in the middle of much, then read the rest or leave. */
export const slowReaders: Visit = {
  name: 'slow readers',
  weight: 4,
  async go(app, random) {
    const asked = { nonce: random.text(12), chunks: random.between(20, 200), bytes: 20_000 };
    const client = await StreamClient.open(app.url + random.pick(STREAM_PATHS), asked);
    await sleep(random.between(50, 1500));
    if (random.chance(0.3)) return client.leave();
    await client.read();
    expectThat(client.status === 200, '200', client.status);
    expectOwnChunks(client, asked);
    const code = (client.error as { code?: string } | undefined)?.code;
    if (hasCrashed(client) || FOR_THE_SLOW.has(code ?? '')) return;
    expectThat(
      client.chunks.length === asked.chunks,
      `${asked.chunks} chunks`,
      client.error ?? client.chunks.length,
    );
  },
};
