import { beforeEach, describe, expect, it } from '@jest/globals';
import { first, map, mergeMap, startWith } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import type { BatchingStrategy, Cut, OpenDemand } from './batching-strategy.js';
import { demandFor, WaitingLine } from './waiting-line.spec.helper.js';

/** Strategies as users write them: ordinary RxJS, five lines. */
const pairs: BatchingStrategy = (waiting) => (demands) =>
  demands.pipe(
    mergeMap(() =>
      waiting.arrivals.pipe(
        startWith(undefined),
        first(() => waiting.size >= 2),
      ),
    ),
    map((): Cut => ({ tickets: waiting.peek(2), why: 'custom' })),
  );

const urgentFirst: BatchingStrategy = (waiting) => (demands) =>
  demands.pipe(
    map(({ room }): Cut => {
      const urgent = waiting.peek(waiting.size).toSorted((a, b) => a.deadline - b.deadline);
      return { tickets: urgent.slice(0, room), why: 'custom' };
    }),
  );

describe('a custom strategy', () => {
  let scheduler: TestScheduler;
  let line: WaitingLine;

  beforeEach(() => {
    scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
    line = new WaitingLine(scheduler);
  });

  it('may wait for company with ordinary operators', () => {
    scheduler.run(({ hot, expectObservable }) => {
      hot('-k--kk-').subscribe((keys) => line.join(keys));
      const demands = hot<OpenDemand>('d-----d', { d: demandFor(8) });
      expectObservable(line.cutBy(pairs, demands)).toBe('----x', { x: '1,2 custom' });
    });
  });

  it('may choose who goes', () => {
    scheduler.run(({ hot, expectObservable }) => {
      hot('795').subscribe((second) => line.join('k', { deadline: Number(second) * 1000 }));
      const demands = hot<OpenDemand>('----d', { d: demandFor(2) });
      expectObservable(line.cutBy(urgentFirst, demands)).toBe('----x', { x: '3,1 custom' });
    });
  });
});
