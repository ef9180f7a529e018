import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { StreamClient } from '../../support/stream-client.js';
import { beginExchange } from '../support/exchange.js';
import { question, UNARY_PATHS } from './healthy.js';
import { expectOwnChunks, STREAM_PATHS } from './streams.js';
import type { Visit } from './visit.js';

const PATHS = [...UNARY_PATHS, '/patient', '/slow', '/poison', '/silent-stream'] as const;

/** Go before they have had a byte, wherever their request is by then. */
export const leavingEarly: Visit = {
  name: 'leaving early',
  weight: 10,
  async go(app, random) {
    const body = Buffer.from(JSON.stringify({ ...question(random), ms: 300, chunks: 5 }));
    const call = beginExchange(app.url + random.pick(PATHS), { length: body.length });
    call.on('error', () => undefined).end(body);
    await sleep(random.between(0, 40));
    call.destroy();
  },
};

/** Go in the middle of a stream. */
export const leavingLate: Visit = {
  name: 'leaving in the middle',
  weight: 6,
  async go(app, random) {
    const asked = { nonce: random.text(12), chunks: 100_000, everyMs: 2, bytes: random.between(0, 5000) };
    const client = await StreamClient.open(app.url + random.pick(STREAM_PATHS), asked);
    if (random.chance(0.8)) {
      void client.read();
      await Promise.race([once(client.response, 'data'), client.ended]);
      await sleep(random.between(0, 200));
    }
    client.leave();
    expectOwnChunks(client, asked);
  },
};
