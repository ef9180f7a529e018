import { expectAnswerOrError, expectError } from '../support/expect-reply.js';
import { expectThat } from '../support/violation.js';
import { question } from './healthy.js';
import type { Visit } from './visit.js';

const TIMEOUT_MS = 700;
/** How late an answer may be on a machine that has much else to do. */
const SLACK_MS = 15_000;

/** Wait for models that never answer. */
export const hangs: Visit = {
  name: 'hangs',
  weight: 3,
  async go(app, random) {
    const path = random.pick(['/spin', '/deaf', '/patient']);
    const reply = await app.post(path, question(random));
    expectError(reply, [503, 504]);
    const latest = TIMEOUT_MS + SLACK_MS;
    expectThat(reply.tookMs <= latest, `an outcome of ${path} within ${latest} ms`, `${reply.tookMs} ms`);
  },
};

/** Share a worker with those that hang. */
export const slowModels: Visit = {
  name: 'slow models',
  weight: 6,
  async go(app, random) {
    const asked = { ...question(random), ms: random.between(0, 300) };
    const path = random.chance(0.1) ? '/chatty' : '/slow';
    expectAnswerOrError(await app.post(path, asked), asked, [503, 504]);
  },
};
