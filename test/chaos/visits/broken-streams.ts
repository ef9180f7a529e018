import { setTimeout as sleep } from 'node:timers/promises';
import { StreamClient } from '../../support/stream-client.js';
import { expectThat } from '../support/violation.js';
import { expectOwnChunks } from './streams.js';
import type { Visit } from './visit.js';

const CRASHED = 'worker_crashed';
/** How such a stream may end: their worker may die of another one, or have no place for it in time. */
const ENDS: Readonly<Record<string, readonly string[]>> = {
  '/crashing-stream': [CRASHED, 'deadline_exceeded'],
  '/throwing-stream': ['internal_error', 'internal_server_error', CRASHED, 'deadline_exceeded'],
  '/silent-stream': ['deadline_exceeded', CRASHED],
};

/** Read streams that break. */
export const brokenStreams: Visit = {
  name: 'broken streams',
  weight: 5,
  async go(app, random) {
    const path = random.pick(Object.keys(ENDS));
    const asked = { nonce: random.text(12), chunks: random.between(0, 5) };
    const client = await StreamClient.read(app.url + path, asked);
    expectOwnChunks(client, asked);
    if (client.status !== 200)
      return expectThat([500, 503, 504].includes(client.status), '500 to 504', client.status);
    const { code = 'no error' } = (client.error ?? {}) as { code?: string };
    expectThat(ENDS[path]?.includes(code) ?? false, `${path} to end with ${ENDS[path]?.join(' or ')}`, code);
  },
};

/** Take a part of a stream that has no end. */
export const endlessStreams: Visit = {
  name: 'endless streams',
  weight: 4,
  async go(app, random) {
    const asked = { nonce: random.text(12), chunks: 0, bytes: random.between(0, 4000) };
    const client = await StreamClient.open(`${app.url}/endless-stream`, asked);
    if (random.chance(0.7)) void client.read();
    await sleep(random.between(10, 300));
    client.leave();
    expectOwnChunks(client, asked);
  },
};
