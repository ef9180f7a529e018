import { expect } from '@jest/globals';
import { until } from '../../support/start-app.js';
import { leavable } from '../support/leavable.js';
import { topic } from '../support/topic.js';

export const limits = topic('Limits, and clients that leave', ({ row }) => {
  row('no answer within timeoutMs is 504, at the deadline', async (app) => {
    const since = performance.now();
    const answer = await app.post('/overdue', 'overdue');
    const took = performance.now() - since;
    expect(answer).toMatchObject({ status: 504, json: { code: 'deadline_exceeded' } });
    // The model goes on until its gate opens, which nobody waits for.
    expect(took).toBeGreaterThan(140);
    expect(took).toBeLessThan(1000);
    await app.openGate('overdue');
  });

  row('x-litserve-timeout-ms shortens the deadline, of what runs and of what waits', async (app) => {
    const short = { 'x-litserve-timeout-ms': '100' };
    const running = app.post('/held', { gate: 'short', name: 'running' });
    await app.noted('short', 'running runs');
    const waiting = await app.post('/held', { gate: 'short', name: 'waiting' }, short);
    expect(waiting).toMatchObject({ status: 504, json: { code: 'deadline_exceeded' } });
    await app.openGate('short');
    expect((await running).status).toBe(200);
    const ran = await app.post('/held', { gate: 'short too', name: 'ran' }, short);
    expect(ran.status).toBe(504);
    await app.noted('short too', 'ran aborted');
  });

  row('a nonsensical x-litserve-timeout-ms is 400', async (app) => {
    for (const timeout of ['-5', '0', '1.5', 'soon']) {
      const answer = await app.post('/predict', 1, { 'x-litserve-timeout-ms': timeout });
      expect(answer).toMatchObject({ status: 400, json: { code: 'invalid_timeout' } });
    }
  });

  row('a full queue is 429 with Retry-After, and loses nothing it has taken', async (app) => {
    const post = (name: string) => app.post('/held', { gate: 'full', name });
    const first = post('first');
    await app.noted('full', 'first runs');
    const others = Array.from({ length: 10 }, (_, n) => post(`other ${n}`));
    const refused: unknown[] = [];
    for (const other of others)
      void other.then(({ status, headers, json }) => {
        if (status === 429) refused.push([headers.get('retry-after'), json]);
      });
    // One more may have been fetched ahead, two wait.
    await until('most are refused', () => refused.length >= 7);
    await app.openGate('full');
    const statuses = (await Promise.all([first, ...others])).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([200, 429]));
    expect(statuses.filter((status) => status === 200)).toHaveLength(11 - refused.length);
    expect(refused.length).toBeLessThanOrEqual(8);
    for (const one of refused)
      expect(one).toEqual([
        expect.stringMatching(/^[1-9]\d*$/),
        expect.objectContaining({ code: 'queue_full' }),
      ]);
    const ran = (await app.journal('full')).map(({ what }) => what);
    expect(ran).toHaveLength(11 - refused.length);
  });

  row('a client that leaves aborts ctx.signal of its running item', async (app) => {
    const client = leavable(app, '/held', { gate: 'leaver', name: 'leaver' });
    await app.noted('leaver', 'leaver runs');
    await client.leave();
    await app.noted('leaver', 'leaver aborted');
    await until('nothing runs', async () => (await app.load('held')).running === 0);
  });

  row('a client that leaves takes its item out of the queue', async (app) => {
    const running = app.post('/held', { gate: 'queue', name: 'running' });
    await app.noted('queue', 'running runs');
    const clients = ['a', 'b', 'c'].map((name) => leavable(app, '/held', { gate: 'queue', name }));
    await until('they are taken', async () => {
      const { waiting, running: held } = await app.load('held');
      return waiting + held >= 3;
    });
    await Promise.all(clients.map((client) => client.leave()));
    await until('none waits', async () => (await app.load('held')).waiting === 0);
    await app.openGate('queue');
    expect((await running).status).toBe(200);
    await until('nothing runs', async () => (await app.load('held')).running === 0);
    const noted = (await app.journal('queue')).map(({ what }) => what);
    // At most the one that was fetched ahead may have been seen, as aborted.
    expect(noted.filter((what) => /^[abc] runs/.test(what)).length).toBeLessThanOrEqual(1);
  });
});
