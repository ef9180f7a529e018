import { monotonicScheduler } from '#batching';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { SchedulerAction, SchedulerLike } from 'rxjs';
import { Deadlines, type Deadlined } from './deadlines.js';
import { VirtualClock } from './virtual-clock.spec.helper.js';

type Work<T> = (this: SchedulerAction<T>, state?: T) => void;

describe('Deadlines', () => {
  let clock: VirtualClock;
  let expired: string[];
  let afterPoll: (() => void)[];
  let deadlines: Deadlines<Deadlined>;
  let lastId: number;

  beforeEach(() => {
    clock = new VirtualClock();
    expired = [];
    afterPoll = [];
    lastId = 0;
    deadlines = new Deadlines(
      clock,
      (judge) => afterPoll.push(judge),
      ({ id }) => expired.push(`${id}@${clock.now()}`),
    );
  });

  function watch(timeoutMs: number): Deadlined {
    const item = { id: ++lastId, dueAt: clock.now() + timeoutMs, deadlinePosition: -1 };
    deadlines.watch(item);
    return item;
  }

  it('expires each item at its deadline', () => {
    watch(30);
    watch(10);
    watch(20);
    clock.advance(29);
    expect(expired).toEqual(['2@10', '3@20']);
    clock.advance(1);
    expect(expired).toEqual(['2@10', '3@20', '1@30']);
  });

  it('has one timer, which later deadlines and settled items do not touch', () => {
    const items = Array.from({ length: 50 }, () => watch(1_000));
    expect(clock.scheduled).toBe(1);
    for (const item of items) deadlines.forget(item);
    watch(2_000);
    expect(clock.scheduled).toBe(1);
    expect(clock.running).toBe(1);
  });

  it('is set again for an earlier deadline', () => {
    watch(1_000);
    watch(10);
    expect(clock.running).toBe(1);
    clock.advance(10);
    expect(expired).toEqual(['2@10']);
  });

  it('ends when nobody is left', () => {
    deadlines.forget(watch(10));
    clock.advance(10);
    expect(clock.running).toBe(0);
    clock.advance(10_000);
    expect(clock.scheduled).toBe(1);
    expect(expired).toEqual([]);
  });

  it('ignores items without a deadline', () => {
    watch(Infinity);
    expect(clock.scheduled).toBe(0);
  });

  it('survives deadlines beyond the longest timer of Node', () => {
    watch(2 ** 32);
    clock.advance(2 ** 32 - 1);
    expect(expired).toEqual([]);
    clock.advance(1);
    expect(expired).toEqual([`1@${2 ** 32}`]);
  });

  it('judges only after the next poll phase when it was late itself, so that results already there win', () => {
    const inThePipe = watch(10);
    watch(10);
    clock.stall(61);
    clock.advance(0);
    expect(expired).toEqual([]);
    deadlines.forget(inThePipe);
    for (const judge of afterPoll) judge();
    expect(expired).toEqual(['2@61']);
  });

  it('judges at once when it was late by no more than 50 ms', () => {
    watch(10);
    clock.stall(60);
    clock.advance(0);
    expect(expired).toEqual(['1@60']);
    expect(afterPoll).toEqual([]);
  });

  it('watches on after a late verdict', () => {
    watch(10);
    clock.stall(100);
    clock.advance(0);
    const next = watch(5);
    for (const judge of afterPoll) judge();
    expect(expired).toEqual(['1@100']);
    clock.advance(5);
    expect(expired).toEqual(['1@100', `${next.id}@105`]);
  });

  it('does not keep the process alive (pins that RxJS shows its timer as `id`)', () => {
    let timer: unknown;
    const schedule: SchedulerLike['schedule'] = <T>(work: Work<T>, delay?: number, state?: T) => {
      const scheduled = monotonicScheduler.schedule(work, delay, state);
      timer = scheduled;
      return scheduled;
    };
    const realClock = { now: () => monotonicScheduler.now(), schedule };
    const real = new Deadlines<Deadlined>(
      realClock,
      (judge) => judge(),
      () => undefined,
    );
    const item = { id: 1, dueAt: monotonicScheduler.now() + 60_000, deadlinePosition: -1 };
    real.watch(item);
    const { id } = timer as { id: NodeJS.Timeout };
    expect(id.hasRef()).toBe(false);
    clearInterval(id);
  });
});
