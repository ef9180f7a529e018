import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import type { Counted, CountInput } from '../fixtures/streams/models.js';
import { ADAPTERS } from '../support/boot-app.js';
import { isAlive, startApp, until, type StartedApp } from '../support/start-app.js';
import { StreamClient } from '../support/stream-client.js';

describe.each(ADAPTERS)('the end of streams from a real worker process behind %s', (adapter) => {
  let app: StartedApp;
  beforeEach(async () => {
    app = await startApp('test/fixtures/streams/main.js', { LITSERVE_ADAPTER: adapter });
  }, 60_000);
  afterEach(() => app.stop(), 30_000);

  /** Streams that have begun, and are read. */
  const begun = async (inputs: readonly CountInput[]): Promise<StreamClient[]> => {
    const clients = await Promise.all(inputs.map((input) => StreamClient.open(`${app.url}/count`, input)));
    for (const client of clients) void client.read();
    await until('each has a chunk', () => clients.every(({ chunks }) => chunks.length > 0));
    return clients;
  };
  const endless: CountInput = { to: 1e6, everyMs: 2 };

  it('says so when the worker is killed, and the next request is answered', async () => {
    const clients = await begun([endless, endless, endless]);
    const [pid = 0] = clients.map(({ chunks: [first] }) => (first as Counted).pid);
    process.kill(pid, 'SIGKILL');
    await Promise.all(clients.map(({ ended }) => ended));
    for (const { error } of clients) expect(error).toMatchObject({ statusCode: 503, code: 'worker_crashed' });
    const next = await StreamClient.read(`${app.url}/count`, { to: 3 });
    expect(next.chunks).toHaveLength(3);
    expect(next.chunks[0]).not.toMatchObject({ pid });
  }, 30_000);

  it('comes with SIGTERM: who can finish does, the others are told, and nothing is left behind', async () => {
    const [unending, finite] = await begun([endless, { to: 100, everyMs: 2 }]);
    const unread = await StreamClient.open(`${app.url}/count`, { to: 1e6, bytes: 16_384 });
    const workers = app.workers();
    const since = performance.now();
    app.process.kill('SIGTERM');
    await once(app.process, 'exit');
    // 1 s to drain, 1 s of grace, and what the exit itself takes on a slow machine.
    expect(performance.now() - since).toBeLessThan(6000);
    await Promise.all([unending?.ended, finite?.ended, unread.read()]);
    expect(finite?.chunks).toHaveLength(100);
    expect(finite?.error).toBeUndefined();
    expect(unending?.error).toMatchObject({ statusCode: 503, code: 'draining' });
    expect(workers.filter(isAlive)).toEqual([]);
  }, 30_000);
});
