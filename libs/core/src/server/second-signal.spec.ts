import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { hintAtSignals } from './hint-at-signals.js';
import { onSecondSignal } from './second-signal.js';

describe('a second signal', () => {
  const then = jest.fn();
  let end: () => void;
  beforeEach(() => {
    jest.useFakeTimers();
    end = onSecondSignal(then);
  });
  afterEach(() => {
    end();
    jest.useRealTimers();
    then.mockClear();
  });
  const send = (signal: 'SIGTERM' | 'SIGINT') => process.emit(signal, signal);

  it('is not the first one, which comes twice when a whole process group gets it', () => {
    jest.advanceTimersByTime(499);
    send('SIGINT');
    expect(then).not.toHaveBeenCalled();
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('is told once (%s)', (signal) => {
    jest.advanceTimersByTime(500);
    send(signal);
    send(signal);
    expect(then.mock.calls).toEqual([[signal]]);
  });

  it('is nobody’s business any more when the app has ended', () => {
    const before = process.listenerCount('SIGTERM');
    end();
    expect(process.listenerCount('SIGTERM')).toBe(before - 1);
  });
});

describe('the hint at signals', () => {
  const warn = jest.fn();
  const hint = (isolation: string, listeners: number): number => {
    warn.mockClear();
    const serving = { pools: [{ options: { isolation } }] };
    hintAtSignals(serving as never, { warn } as never, { listenerCount: () => listeners } as never);
    return warn.mock.calls.length;
  };

  it('is given when worker processes run and nobody listens', () => {
    expect(hint('process', 0)).toBe(1);
    expect(hint('process', 1)).toBe(0);
    expect(hint('inline', 0)).toBe(0);
  });
});
