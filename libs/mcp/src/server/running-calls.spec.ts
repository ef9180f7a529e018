import { describe, expect, it } from '@jest/globals';
import { RunningCalls } from './running-calls.js';

describe('calls in hand', () => {
  it('are cancelled by the client that has made them', () => {
    const calls = new RunningCalls();
    const [mine, other] = [calls.newSession(), calls.newSession()];
    const one = calls.begin(mine, 1);
    const text = calls.begin(mine, '1');
    const others = calls.begin(other, 1);
    calls.cancel(mine, 1);
    calls.cancel(null, 1);
    calls.cancel(mine, { id: 1 });
    expect([one, text, others].map(({ signal }) => signal.aborted)).toEqual([true, false, false]);
  });

  it('are forgotten when they end, and only those', () => {
    const calls = new RunningCalls();
    const session = calls.newSession();
    const first = calls.begin(session, 1);
    const again = calls.begin(session, 1);
    calls.end(session, 1, first);
    expect(calls.size).toBe(1);
    calls.end(session, 1, again);
    calls.end(null, 1, calls.begin(null, 1));
    expect(calls.size).toBe(0);
  });
});
