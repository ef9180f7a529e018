import { beforeEach, describe, expect, it } from '@jest/globals';
import { Subject } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import type { OpenDemand } from './batching-strategy.js';
import { onDemand } from './on-demand.js';
import { CountingScheduler, demandFor, WaitingLine } from './waiting-line.spec.helper.js';

describe('onDemand', () => {
  let scheduler: TestScheduler;
  let clock: CountingScheduler;
  let line: WaitingLine;

  beforeEach(() => {
    scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
    clock = new CountingScheduler(scheduler);
    line = new WaitingLine(clock);
  });

  /** Draws joins (letters are keys) and demands on one time line and compares the cuts. */
  function draw(picture: {
    joins: string;
    groups?: Record<string, string>;
    demands: string;
    kinds: Record<string, OpenDemand>;
    cuts: string;
    cutsAre: Record<string, string>;
  }): void {
    scheduler.run(({ hot, expectObservable }) => {
      hot(picture.joins, picture.groups).subscribe((keys) => line.join(keys));
      const demands = hot<OpenDemand>(picture.demands, picture.kinds);
      expectObservable(line.cutBy(onDemand(), demands)).toBe(picture.cuts, picture.cutsAre);
    });
  }

  it('gives a waiting slot the first item at once', () => {
    draw({
      joins: '  ---k---k',
      demands: 'd---d---',
      kinds: { d: demandFor(4) },
      cuts: '   ---x---y',
      cutsAre: { x: '1 demand', y: '2 demand' },
    });
  });

  it('lets a batch grow while every slot is busy, up to the room of the next', () => {
    draw({
      joins: '  kkkkk---',
      demands: '------d-d',
      kinds: { d: demandFor(4) },
      cuts: '   ------x-y',
      cutsAre: { x: '1,2,3,4 full', y: '5 demand' },
    });
  });

  it('puts what joined in one turn in one batch', () => {
    draw({
      joins: '  --g',
      groups: { g: 'kkk' },
      demands: 'd--',
      kinds: { d: demandFor(4) },
      cuts: '   --x',
      cutsAre: { x: '1,2,3 demand' },
    });
  });

  it('serves slots in the order they asked', () => {
    draw({
      joins: '  ---kg',
      groups: { k: 'k', g: 'kkk' },
      demands: 'ab-',
      kinds: { a: demandFor(1), b: demandFor(2) },
      cuts: '   ---xy',
      cutsAre: { x: '1 full', y: '2,3 full' },
    });
  });

  it('never mixes keys: the key of the first item by rank goes, the other next', () => {
    draw({
      joins: '  abab---',
      demands: '----d-d',
      kinds: { d: demandFor(8) },
      cuts: '   ----x-y',
      cutsAre: { x: '1,3 demand', y: '2,4 demand' },
    });
  });

  it('serves a prefetch only with a full batch of one key', () => {
    draw({
      joins: '  -abab-b---',
      demands: 'p-------',
      kinds: { p: demandFor(2, { fullOnly: true }) },
      cuts: '   ---x---',
      cutsAre: { x: '1,3 full' },
    });
  });

  it('serves a slot that is free before a prefetch that has asked longer', () => {
    draw({
      joins: '  ---kg----',
      groups: { k: 'k', g: 'kk' },
      demands: 'pd--',
      kinds: { p: demandFor(2, { fullOnly: true }), d: demandFor(2) },
      cuts: '   ---xy',
      cutsAre: { x: '1 demand', y: '2,3 full' },
    });
  });

  it('forgets a demand that has closed', () => {
    const demands = new Subject<OpenDemand>();
    const cuts: string[] = [];
    line.cutBy(onDemand(), demands).subscribe((cut) => cuts.push(cut));
    const gone = demandFor(1);
    demands.next(gone);
    demands.next(demandFor(2));
    gone.open = false;
    line.join('kkk');
    expect(cuts).toEqual(['1,2 full']);
    expect(line.size).toBe(1);
  });

  it('schedules nothing, ever, and watches arrivals once however many ask', () => {
    const demands = new Subject<OpenDemand>();
    let subscriptions = 0;
    const watched = new WaitingLine(clock);
    const counted = Object.create(watched, {
      arrivals: {
        get: () => {
          subscriptions++;
          return watched.arrivals;
        },
      },
      size: { get: () => watched.size },
      peek: { value: watched.peek.bind(watched) },
    }) as WaitingLine;
    const cuts = onDemand()(counted, clock)(demands).subscribe((cut) => watched.leave(cut));
    for (let i = 0; i < 50; i++) demands.next(demandFor(4));
    watched.join('kkkkkkk');
    expect(subscriptions).toBe(1);
    expect(clock.scheduled).toBe(0);
    cuts.unsubscribe();
    expect(watched.watchers).toBe(0);
  });
});
