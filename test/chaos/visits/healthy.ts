import type { Question } from '../../fixtures/chaos/healthy.js';
import { expectAnswer } from '../support/expect-reply.js';
import type { Random } from '../support/random.js';
import type { Visit } from './visit.js';

export const UNARY_PATHS = ['/unary', '/batched'] as const;

export const question = (random: Random): Question => ({
  nonce: random.text(12),
  n: random.between(-1000, 1000),
});

/** Whatever is done to their workers, these get the right answer. */
export const healthy: Visit = {
  name: 'healthy',
  weight: 30,
  async go(app, random) {
    const asked = question(random);
    expectAnswer(await app.post(random.pick(UNARY_PATHS), asked), asked);
  },
};
