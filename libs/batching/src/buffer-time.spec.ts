import { beforeEach, describe, expect, it } from '@jest/globals';
import { NEVER } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { bufferTime } from './buffer-time.js';
import { CountingScheduler, WaitingLine } from './waiting-line.spec.helper.js';

describe('bufferTime', () => {
  let scheduler: TestScheduler;
  let clock: CountingScheduler;
  let line: WaitingLine;

  beforeEach(() => {
    scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
    clock = new CountingScheduler(scheduler);
    line = new WaitingLine(clock);
  });

  it('cuts what each span has gathered, whether a slot asks or not, and nothing for an empty span', () => {
    scheduler.run(({ hot, expectObservable }) => {
      hot('-k--k------k---').subscribe((keys) => line.join(keys));
      expectObservable(line.cutBy(bufferTime(5), NEVER), '------------------!').toBe('-----x---------y', {
        x: '1,2 timer',
        y: '3 timer',
      });
    });
  });

  it('closes a batch early when it is full', () => {
    scheduler.run(({ hot, expectObservable }) => {
      hot('-g', { g: 'kkk' }).subscribe((keys) => line.join(keys));
      expectObservable(line.cutBy(bufferTime(5, 2), NEVER), '---------!').toBe('-x----y', {
        x: '1,2 timer',
        y: '3 timer',
      });
    });
  });

  it('keeps a timer running at idle: why it is not the default', () => {
    const cuts = line.cutBy(bufferTime(5), NEVER).subscribe();
    expect(clock.running).toBe(1);
    cuts.unsubscribe();
    expect(clock.running).toBe(0);
  });
});
