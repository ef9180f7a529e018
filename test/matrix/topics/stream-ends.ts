import { expect } from '@jest/globals';
import { until } from '../../support/start-app.js';
import { StreamClient } from '../../support/stream-client.js';
import { leavable } from '../support/leavable.js';
import { topic } from '../support/topic.js';

const ndjson = { accept: 'application/x-ndjson' };
const list = { accept: 'application/json' };
const LATE = { to: 9, fail: 'late' };

export const streamEnds = topic('The end of streams', ({ row, early }) => {
  const silent = early((app) => app.stream('/paused', { gate: 'silent', after: 1 }));

  row('an error before the first chunk is an answer like any other', async (app) => {
    for (const accept of [{}, ndjson, list]) {
      const answer = await app.post('/count', { to: 3, fail: 'early' }, accept);
      expect(answer).toMatchObject({ status: 425, json: { message: 'too early' } });
    }
  });

  row('guards and pipes refuse a stream with their own status', async (app) => {
    const ask = async (to: unknown, headers: Record<string, string> = {}): Promise<[number, string]> => {
      const { status, text } = await app.post('/guarded/stream', { to }, headers);
      return [status, text];
    };
    expect((await ask(2))[0]).toBe(401);
    expect((await ask('two', { 'x-key': 'sesame' }))[0]).toBe(400);
    expect(await ask(2, { 'x-key': 'sesame' })).toEqual([200, 'data: 0\n\ndata: 1\n\n']);
  });

  row('an error after it is an event, and the end', async (app) => {
    const client = await StreamClient.read(`${app.url}/count`, LATE);
    expect([client.status, client.chunks]).toEqual([200, [{ i: 1 }, { i: 2 }]]);
    expect(client.error).toEqual({
      statusCode: 410,
      code: 'gone',
      message: 'too late',
      requestId: client.response.headers['x-request-id'],
    });
    expect(client.events).toHaveLength(3);
  });

  row('an error after it is a last line of NDJSON, and the status of a list', async (app) => {
    const lines = (await app.post('/count', LATE, ndjson)).text.trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { i: 1 },
      { i: 2 },
      { error: expect.objectContaining({ statusCode: 410, code: 'gone' }) },
    ]);
    expect((await app.post('/count', LATE, list)).status).toBe(410);
  });

  row('an error that is no HttpException says nothing of itself', async (app) => {
    const { text } = await app.post('/count', { to: 9, fail: 'odd' });
    expect(text).toContain('"code":"internal_error"');
    expect(text).not.toContain('secret');
  });

  row('no first chunk within timeoutMs is 504', async (app) => {
    const answer = await app.post('/idle', { gate: 'never', after: 0 });
    expect(answer).toMatchObject({ status: 504, json: { code: 'deadline_exceeded' } });
    await app.noted('never', 'ended, aborted');
  });

  row('no further chunk within streamIdleMs ends it with stream_idle', async (app) => {
    const client = await StreamClient.read(`${app.url}/idle`, { gate: 'idle', after: 2 });
    expect(client.chunks).toEqual([0, 1]);
    expect(client.error).toMatchObject({ statusCode: 504, code: 'stream_idle' });
    await app.noted('idle', 'ended, aborted');
  });

  row('a client that leaves ends the generator within 100 ms', async (app) => {
    const delays: number[] = [];
    for (let i = 0; i < 5; i++) {
      const name = `leaver ${i}`;
      const client = await app.stream('/endless', name);
      await until('it has begun', () => client.chunks.length > 0);
      const left = Date.now();
      client.leave();
      delays.push((await app.noted(name, 'ended')).at - left);
    }
    // The median: others work on this machine.
    expect(delays.toSorted((a, b) => a - b)[2]).toBeLessThan(100);
  });

  row('a client that leaves aborts ctx.signal of a generator that waits', async (app) => {
    const client = await app.stream('/paused', { gate: 'left', after: 1 });
    await until('it has begun', () => client.chunks.length > 0);
    client.leave();
    await app.noted('left', 'ended, aborted');
  });

  row('a client that leaves before its stream has begun is dropped from the queue', async (app) => {
    const first = await app.stream('/lonely', { gate: 'place', after: 1 });
    await app.noted('place', 'begun');
    const second = leavable(app, '/lonely', { gate: 'dropped', after: 1 });
    await until('it waits', async () => (await app.load('lonely')).waiting === 1);
    await second.leave();
    await until('none waits', async () => (await app.load('lonely')).waiting === 0);
    await app.openGate('place');
    await first.ended;
    expect([first.chunks, first.error]).toEqual([[0], undefined]);
    expect((await app.post('/lonely', { gate: 'place', after: 2 }, list)).json).toEqual([0, 1]);
    expect(await app.journal('dropped')).toEqual([]);
  });

  row('a client that does not read holds back its own generator and no other', async (app) => {
    const slow = await StreamClient.open(`${app.url}/endless`, 'slow');
    const chunks = (await app.post('/count', { to: 200 }, list)).json as unknown[];
    expect(chunks).toHaveLength(200);
    expect(await app.journal('slow')).toEqual([]);
    slow.leave();
    const [made] = await (await app.noted('slow', 'ended'), app.journal('chunks of slow'));
    // The window of 256 KiB and what sockets hold: without a bound it would be all that fits in the time.
    expect(Number(made?.what)).toBeLessThan(1000);
  });

  // The last one: its 15 s pass while the others run.
  row(
    'a stream that is silent has heartbeats',
    async (app) => {
      const client = await silent();
      await until('its heart beats', () => client.heartbeats > 0, 20_000);
      await app.openGate('silent');
      await client.ended;
      expect([client.chunks, client.error]).toEqual([[0], undefined]);
    },
    30_000,
  );
});
