import { expectAnswer, expectAnswerOrError, expectError } from '../support/expect-reply.js';
import { question } from './healthy.js';
import type { Visit } from './visit.js';

/** One in so many kills its worker, or fails its batch. More would use up what isolation may cost. */
const BAD_ONE_IN = 20;
const TEAPOT = 418;

/** Are batched with an item that kills every worker it meets. */
export const poisoned: Visit = {
  name: 'poisoned',
  weight: 10,
  async go(app, random) {
    const asked = question(random);
    const isPoison = random.chance(1 / BAD_ONE_IN);
    const reply = await app.post('/poison', { ...asked, isPoison });
    // To find the guilty takes several workers, one after the other, and all of it the same deadline.
    if (isPoison) expectError(reply, [503, 504]);
    else expectAnswerOrError(reply, asked, [503, 504]);
  },
};

/** Are batched with an item that fails the whole batch. */
export const spoiled: Visit = {
  name: 'spoiled',
  weight: 10,
  async go(app, random) {
    const asked = question(random);
    const isBad = random.chance(1 / BAD_ONE_IN);
    const reply = await app.post('/spoiled', isBad ? { ...asked, throws: TEAPOT } : asked);
    if (!isBad) expectAnswer(reply, asked);
    else if (reply.status !== TEAPOT) expectError(reply, [TEAPOT]);
  },
};

/** Ask models that lose answers, or throw what nobody may see. */
export const moody: Visit = {
  name: 'moody',
  weight: 6,
  async go(app, random) {
    const asked = question(random);
    if (random.chance(0.4)) expectError(await app.post('/short', asked), [500]);
    else expectAnswerOrError(await app.post('/moody', asked), asked, [500]);
  },
};
