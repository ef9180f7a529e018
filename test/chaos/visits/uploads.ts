import { setTimeout as sleep } from 'node:timers/promises';
import type { Question } from '../../fixtures/chaos/healthy.js';
import { beginExchange, replyTo } from '../support/exchange.js';
import { expectAnswer } from '../support/expect-reply.js';
import type { Random } from '../support/random.js';
import { question } from './healthy.js';
import type { Visit } from './visit.js';

interface Upload {
  readonly question: Question;
  readonly pieces: readonly Buffer[];
  readonly length: number;
}

/** A body with so much in it that it comes in pieces. */
function upload(random: Random): Upload {
  const asked = question(random);
  const body = Buffer.from(JSON.stringify({ ...asked, padding: 'x'.repeat(random.between(0, 60_000)) }));
  const size = Math.ceil(body.length / random.between(2, 8));
  const pieces: Buffer[] = [];
  for (let at = 0; at < body.length; at += size) pieces.push(body.subarray(at, at + size));
  return { question: asked, pieces, length: body.length };
}

/** Send their body piece by piece, and are answered like anybody else. */
export const slowUploads: Visit = {
  name: 'slow uploads',
  weight: 5,
  async go(app, random) {
    const { question: asked, pieces, length } = upload(random);
    const call = beginExchange(`${app.url}/unary`, { length, headers: { connection: 'close' } });
    const reply = replyTo(call);
    // Its rejection is looked at below, after the last piece.
    reply.catch(() => undefined);
    for (const piece of pieces) {
      call.write(piece);
      await sleep(random.between(0, 100));
    }
    call.end();
    expectAnswer(await reply, asked);
  },
};

/** Send a part of their body, and are gone. */
export const halfUploads: Visit = {
  name: 'half uploads',
  weight: 4,
  async go(app, random) {
    const { pieces, length } = upload(random);
    const call = beginExchange(`${app.url}/unary`, { length });
    call.on('error', () => undefined);
    for (const piece of pieces.slice(0, -1)) {
      call.write(piece);
      await sleep(random.between(0, 50));
    }
    call.destroy();
  },
};
