import type { Death } from '../../fixtures/chaos/deaths.js';
import { expectAnswerOrError, expectError } from '../support/expect-reply.js';
import { question } from './healthy.js';
import type { Visit } from './visit.js';

const DEATHS: readonly Death[] = [
  'segfault',
  'abort',
  'exit',
  'exit-as-if-well',
  'out-of-memory',
  'uncaught-exception',
  'unhandled-rejection',
  'garbage',
  'half-a-frame',
];

/** Kill the worker they meet, each time they meet one. */
export const deaths: Visit = {
  name: 'deaths',
  weight: 1,
  async go(app, random) {
    const death = random.pick(DEATHS);
    // They queue for workers that have to boot again and again.
    expectError(await app.post('/death', { ...question(random), death }), [503, 504]);
  },
};

/** Are in the wrong place; somebody else kills their worker. */
export const bystanders: Visit = {
  name: 'bystanders',
  weight: 3,
  async go(app, random) {
    const asked = question(random);
    expectAnswerOrError(await app.post(random.pick(['/death', '/late-death']), asked), asked, [503, 504]);
  },
};
