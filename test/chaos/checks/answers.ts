import { StreamClient } from '../../support/stream-client.js';
import { expectAnswer } from '../support/expect-reply.js';
import { expectThat } from '../support/violation.js';
import { UNARY_PATHS } from '../visits/healthy.js';
import { expectOwnChunks, STREAM_PATHS } from '../visits/streams.js';
import type { Check } from './check.js';

const nonce = 'after the storm';

/** Every healthy endpoint answers. */
export const healthyAnswer: Check = async (app) => {
  for (const path of UNARY_PATHS) {
    const question = { nonce, n: 21 };
    expectAnswer(await app.post(path, question), question);
  }
  for (const path of STREAM_PATHS) {
    const question = { nonce, chunks: 3 };
    const client = await StreamClient.read(app.url + path, question);
    expectOwnChunks(client, question);
    expectThat(client.chunks.length === 3, `3 chunks of ${path}`, client.error ?? client.chunks);
  }
};
