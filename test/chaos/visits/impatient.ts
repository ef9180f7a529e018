import { expectAnswerOrError } from '../support/expect-reply.js';
import { expectThat } from '../support/violation.js';
import { question } from './healthy.js';
import type { Visit } from './visit.js';

/** How late an answer may be on a machine that has much else to do. */
const SLACK_MS = 15_000;

/** Have a short deadline, and are told in time when it has passed. */
export const impatient: Visit = {
  name: 'impatient',
  weight: 8,
  async go(app, random) {
    const asked = { ...question(random), ms: random.between(0, 200) };
    const timeoutMs = random.between(1, 150);
    const path = random.pick(['/slow', '/unary', '/batched']);
    const reply = await app.post(path, asked, { headers: { 'x-litserve-timeout-ms': String(timeoutMs) } });
    expectAnswerOrError(reply, asked, path === '/slow' ? [503, 504] : [504]);
    expectThat(
      reply.tookMs <= timeoutMs + SLACK_MS,
      `an outcome after ${timeoutMs} ms`,
      `${reply.tookMs} ms`,
    );
  },
};
