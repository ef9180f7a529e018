import { HOSTILE } from '../hostile/hostile.js';
import { sendHostile } from '../hostile/send-hostile.js';
import type { Visit } from './visit.js';

/** Send what no client should send. */
export const badInputs: Visit = {
  name: 'bad inputs',
  weight: 20,
  async go(app, random) {
    await sendHostile(app.url, random.pick(HOSTILE), random);
  },
};
