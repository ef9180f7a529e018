import { beforeEach, describe, expect, it } from '@jest/globals';
import { Subject } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import type { OpenDemand } from './batching-strategy.js';
import { CountingScheduler, demandFor, WaitingLine } from './waiting-line.spec.helper.js';
import { window } from './window.js';

describe('window', () => {
  let scheduler: TestScheduler;
  let clock: CountingScheduler;
  let line: WaitingLine;

  beforeEach(() => {
    scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
    clock = new CountingScheduler(scheduler);
    line = new WaitingLine(clock);
  });

  function draw(
    joins: string,
    demands: string,
    demand: OpenDemand,
    cuts: string,
    cutsAre: Record<string, string>,
  ) {
    scheduler.run(({ hot, expectObservable }) => {
      hot(joins).subscribe((keys) => line.join(keys));
      expectObservable(line.cutBy(window(), hot<OpenDemand>(demands, { d: demand }))).toBe(cuts, cutsAre);
    });
  }

  it('holds the oldest item for waitMs, and whoever joins it goes along', () => {
    const cutsAre = { x: '1,2 window' };
    draw('-k-k---', 'd------', demandFor(4, { waitMs: 5 }), '------x', cutsAre);
  });

  it('goes at once when the batch is full', () => {
    const cutsAre = { x: '1,2 full', y: '3 window' };
    draw('-k-k--k----', 'd---d------', demandFor(2, { waitMs: 5 }), '---x-------y', cutsAre);
  });

  it('counts the wait from the arrival: an item that has waited for a slot goes at once', () => {
    const cutsAre = { x: '1 window' };
    draw('k-----', '------d', demandFor(4, { waitMs: 5 }), '------x', cutsAre);
  });

  it('holds only for the rest of the wait', () => {
    const cutsAre = { x: '1 window' };
    draw('k--', '---d', demandFor(4, { waitMs: 5 }), '-----x', cutsAre);
  });

  it('never holds when waitMs is 0', () => {
    const cutsAre = { x: '1 window' };
    draw('---k', 'd---', demandFor(4), '---x', cutsAre);
  });

  it('lets an item that was given back go no later than its own wait allows', () => {
    scheduler.run(({ hot, expectObservable }) => {
      hot('--------a-b').subscribe((what) => line.join('k', what === 'a' ? {} : { at: 4 }));
      const demands = hot<OpenDemand>('d', { d: demandFor(8, { waitMs: 5 }) });
      expectObservable(line.cutBy(window(), demands)).toBe('----------x', { x: '2,1 window' });
    });
  });

  it('takes the wait of the oldest item, not of the first by rank', () => {
    scheduler.run(({ hot, expectObservable }) => {
      hot('l-h').subscribe((what) => line.join('k', { penalty: what === 'l' ? 8000 : 0 }));
      const demands = hot<OpenDemand>('d', { d: demandFor(8, { waitMs: 5 }) });
      expectObservable(line.cutBy(window(), demands)).toBe('-----x', { x: '2,1 window' });
    });
  });

  describe('its timer', () => {
    let demands: Subject<OpenDemand>;
    let cuts: string[];

    beforeEach(() => {
      demands = new Subject();
      cuts = [];
      line.cutBy(window(), demands).subscribe((cut) => cuts.push(cut));
    });

    it('does not exist while only demands or only items are there', () => {
      demands.next(demandFor(4, { waitMs: 5 }));
      expect(clock.scheduled).toBe(0);
      line.join('kkkk');
      line.join('kk');
      expect(cuts).toEqual(['1,2,3,4 full']);
      expect(clock.scheduled).toBe(0);
    });

    it('is one, however many items join and demands wait', () => {
      for (let i = 0; i < 3; i++) demands.next(demandFor(8, { waitMs: 5 }));
      for (let i = 0; i < 6; i++) line.join('k');
      demands.next(demandFor(8, { waitMs: 5 }));
      line.join('k');
      expect(clock.scheduled).toBe(1);
      expect(clock.running).toBe(1);
    });

    it('ends with the batch it was for', () => {
      demands.next(demandFor(2, { waitMs: 5 }));
      line.join('k');
      expect(clock.running).toBe(1);
      line.join('k');
      expect(clock.running).toBe(0);
    });

    it('is not set again once it has fired and nothing waits', () => {
      demands.next(demandFor(4, { waitMs: 5 }));
      demands.next(demandFor(4, { waitMs: 5 }));
      line.join('k');
      scheduler.flush();
      expect(cuts).toEqual(['1 window']);
      expect(clock.scheduled).toBe(1);
      expect(clock.running).toBe(0);
    });

    it('may fire a little early, as real timers do, without another round', () => {
      const hasty = new WaitingLine({ now: () => 0, schedule: clock.schedule.bind(clock) });
      const early: string[] = [];
      hasty.cutBy(window(), demands).subscribe((cut) => early.push(cut));
      demands.next(demandFor(4, { waitMs: 5 }));
      hasty.join('k');
      scheduler.flush();
      expect(early).toEqual(['1 window']);
    });
  });
});
