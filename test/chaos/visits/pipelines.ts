import { RawConnection, post } from '../../support/raw-request.js';
import { expectThat } from '../support/violation.js';
import { question } from './healthy.js';
import type { Visit } from './visit.js';

/** Send several requests at once on one connection, and get as many answers, in order. */
export const pipelines: Visit = {
  name: 'pipelines',
  weight: 3,
  async go(app, random) {
    const client = new RawConnection(app.url);
    const expected = Array.from({ length: random.between(2, 6) }, () => (random.chance(0.7) ? 200 : 400));
    for (const status of expected) {
      client.send(post('/unary', status === 200 ? JSON.stringify(question(random)) : '{"nonce":'));
    }
    const statuses = await client.statuses(expected.length);
    client.leave();
    expectThat(statuses.join() === expected.join(), expected.join(), statuses.join());
  },
};
