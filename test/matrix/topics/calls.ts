import { expect } from '@jest/globals';
import { topic } from '../support/topic.js';

export const calls = topic('Calls from code', ({ row }) => {
  row('a controller calls endpoints, unary and streamed', async (app) => {
    const answer = await app.post('/calls/from-controller', { n: 3 });
    expect(answer.json).toEqual({ doubled: 6, counted: [0, 1, 2] });
  });

  row('an endpoint calls others of its own pool, and values cross as they are', async (app) => {
    const answer = await app.post('/calls/chain', 2);
    expect(answer.json).toEqual({ doubled: 4, counted: [0, 1, 2, 3], kind: 'Float32Array' });
  });

  row('a call that comes back to its endpoint is refused', async (app) => {
    expect(await app.post('/calls/chain', 'again')).toMatchObject({
      status: 508,
      json: { code: 'endpoint_cycle' },
    });
  });
});
