import { describe, expect, it } from '@jest/globals';
import { closedLoop } from './closed-loop.js';
import type { Exchange } from './exchange.js';

describe('closedLoop', () => {
  it('has as many requests open as there are callers, and waits for the last answers', async () => {
    let now = 0;
    let open = 0;
    let most = 0;
    const send = async (): Promise<Exchange> => {
      most = Math.max(most, ++open);
      await Promise.resolve();
      now += 1;
      open -= 1;
      return { firstByteAt: now, endAt: now, bytes: 2 };
    };
    const log = await closedLoop(send, { inFlight: 4, forMs: 10 }, () => now);

    expect(most).toBe(4);
    expect(open).toBe(0);
    expect(Math.max(...log.startedAt)).toBeLessThan(10);
    expect(log.bytes).toBe(2 * log.endedAt.length);
  });

  it('fails when an exchange does', async () => {
    const send = (): Promise<Exchange> => Promise.reject(new Error('503'));
    await expect(closedLoop(send, { inFlight: 1, forMs: 10 }, () => 0)).rejects.toThrow('503');
  });
});
