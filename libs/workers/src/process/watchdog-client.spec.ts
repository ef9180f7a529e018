import { describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { duplexPair, type Duplex } from 'node:stream';
import { WatchdogClient } from './watchdog-client.js';

function clientAndWatchdog(): { client: WatchdogClient; watchdog: Duplex } {
  const [near, watchdog] = duplexPair();
  return { client: new WatchdogClient(near), watchdog };
}

const answer = (ms: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(ms);
  return bytes;
};

describe('WatchdogClient', () => {
  it('asks once for all who ask at once, and once more for the next', async () => {
    const { client, watchdog } = clientAndWatchdog();
    const together = Promise.all([client.stuckMs(), client.stuckMs()]);
    const [question] = (await once(watchdog, 'data')) as [Buffer];
    expect(question.length).toBe(1);
    watchdog.write(answer(70_000));
    expect(await together).toEqual([70_000, 70_000]);

    const next = client.stuckMs();
    await once(watchdog, 'data');
    watchdog.write(answer(0));
    expect(await next).toBe(0);
  });

  it('puts together an answer that comes in parts', async () => {
    const { client, watchdog } = clientAndWatchdog();
    const asked = client.stuckMs();
    const bytes = answer(1234);
    watchdog.write(bytes.subarray(0, 1));
    watchdog.write(bytes.subarray(1));
    expect(await asked).toBe(1234);
  });

  it('answers 0 for a worker that goes, or has gone', async () => {
    const [near, watchdog] = duplexPair();
    const client = new WatchdogClient(near);
    const asked = client.stuckMs();
    near.destroy();
    expect(await asked).toBe(0);
    expect(await client.stuckMs()).toBe(0);
    watchdog.destroy();
  });
});
