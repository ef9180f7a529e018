import { describe, expect, it } from '@jest/globals';
import { VirtualClock } from '../../testing/virtual-clock.js';
import { closedLoop, type LoopOptions } from './closed-loop.js';
import type { Exchange } from './exchange.js';
import { openLoop } from './open-loop.js';

const random = (seed: number) => () => (seed = (seed * 48_271) % 0x7fffffff) / 0x7fffffff;

function load(clock: VirtualClock, forMs: number): LoopOptions & { seen: Exchange[]; abort: () => void } {
  const seen: Exchange[] = [];
  const ended = new AbortController();
  const onExchange = (exchange: Exchange): void => void seen.push(exchange);
  return { clock, forMs, signal: ended.signal, onExchange, seen, abort: () => ended.abort() };
}

const answer = (dueAt: number, sentAt: number, endAt: number, error?: string): Exchange => ({
  dueAt,
  sentAt,
  firstAt: endAt,
  endAt,
  events: 0,
  gapsMs: [],
  ...(error === undefined ? {} : { error }),
});

describe('closedLoop', () => {
  it('has as many requests open as there are callers, and waits for the last answers', async () => {
    const clock = new VirtualClock();
    const options = load(clock, 100);
    let [open, most] = [0, 0];
    await closedLoop(
      async (dueAt) => {
        most = Math.max(most, ++open);
        await clock.sleep(30);
        open -= 1;
        return answer(dueAt, dueAt, clock.now());
      },
      3,
      options,
    );
    expect([open, most, options.seen.length]).toEqual([0, 3, 12]);
    expect(clock.now()).toBe(1120);
  });

  it('lets a refused caller pause, so that it is no flood of refusals', async () => {
    const clock = new VirtualClock();
    const options = load(clock, 500);
    await closedLoop(async (dueAt) => answer(dueAt, dueAt, dueAt, '429'), 1, options);
    expect(options.seen).toHaveLength(10);
  });

  it('sends nothing more when it is interrupted', async () => {
    const clock = new VirtualClock();
    const options = load(clock, 1000);
    const send = async (dueAt: number): Promise<Exchange> => {
      await clock.sleep(10);
      if (options.seen.length === 4) options.abort();
      return answer(dueAt, dueAt, clock.now());
    };
    await closedLoop(send, 1, options);
    expect(options.seen).toHaveLength(5);
  });
});

describe('openLoop', () => {
  it('asks as independent callers do: the deviation of the gaps is their mean', async () => {
    const clock = new VirtualClock();
    const options = load(clock, 20_000);
    await openLoop(async (dueAt) => answer(dueAt, dueAt, dueAt), 200, { ...options, random: random(7) });

    const due = options.seen.map(({ dueAt }) => dueAt).toSorted((a, b) => a - b);
    const gaps = due.slice(1).map((at, index) => at - (due[index] ?? NaN));
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const deviation = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length);
    expect(mean).toBeGreaterThan(4.7);
    expect(mean).toBeLessThan(5.3);
    expect(deviation / mean).toBeGreaterThan(0.94);
    expect(deviation / mean).toBeLessThan(1.06);
  });

  it('waits for nobody, and charges a stall to all who were due in it', async () => {
    const clock = new VirtualClock();
    const options = load(clock, 1000);
    let isFirst = true;
    await openLoop(
      async (dueAt) => {
        if (isFirst) clock.stall(400);
        isFirst = false;
        const sentAt = clock.now();
        await clock.sleep(2000);
        return answer(dueAt, sentAt, clock.now());
      },
      50,
      { ...options, random: random(3) },
    );
    const late = options.seen.filter(({ dueAt, sentAt }) => sentAt - dueAt > 0);
    expect(options.seen.length).toBeGreaterThan(30);
    expect(late.length).toBeGreaterThan(10);
    expect(Math.max(...late.map(({ dueAt, endAt }) => endAt - dueAt))).toBeGreaterThan(2300);
  });
});
