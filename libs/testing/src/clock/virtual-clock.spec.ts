import { describe, expect, it } from '@jest/globals';
import { bufferTime, interval, Subject, take } from 'rxjs';
import { VirtualClock } from './virtual-clock.js';

function noted(clock: VirtualClock) {
  const notes: string[] = [];
  return { notes, at: (ms: number) => clock.schedule(() => void notes.push(`${ms} at ${clock.now()}`), ms) };
}

describe('VirtualClock', () => {
  it('stands still, then calls what is due at its time', async () => {
    const clock = new VirtualClock();
    const { notes, at } = noted(clock);
    at(10);
    at(5);
    at(20).unsubscribe();
    await clock.settle();
    expect([notes, clock.now(), clock.nextInMs]).toEqual([[], 0, 5]);
    await clock.advance(12);
    expect([notes, clock.now()]).toEqual([['5 at 5', '10 at 10'], 12]);
    await clock.advance(100);
    expect([notes.length, clock.now(), clock.nextInMs]).toEqual([2, 112, undefined]);
  });

  it('lets what follows from one timer happen before the next', async () => {
    const clock = new VirtualClock();
    const { notes, at } = noted(clock);
    clock.schedule(() => void Promise.resolve().then(() => setImmediate(() => at(2))), 1);
    at(5);
    await clock.advance(10);
    expect(notes).toEqual(['2 at 3', '5 at 5']);
  });

  it('needs no step for what is due at once', async () => {
    const clock = new VirtualClock();
    const { notes, at } = noted(clock);
    clock.schedule(() => void at(-1e-9), 0);
    expect(notes).toEqual([]);
    await clock.settle();
    expect(notes).toEqual(['-1e-9 at 0']);
  });

  it('takes steps that are asked for together one after the other', async () => {
    const clock = new VirtualClock();
    const { notes, at } = noted(clock);
    at(3);
    await Promise.all([clock.advance(2), clock.advance(2)]);
    expect([notes, clock.now()]).toEqual([['3 at 3'], 4]);
  });

  it('drives operators of RxJS', async () => {
    const clock = new VirtualClock();
    const source = new Subject<number>();
    const seen: unknown[] = [];
    source.pipe(bufferTime(10, clock), take(2)).subscribe((value) => seen.push(value));
    interval(4, clock)
      .pipe(take(3))
      .subscribe((tick) => source.next(tick));
    await clock.advance(20);
    expect(seen).toEqual([[0, 1], [2]]);
  });

  it('passes by itself once it flows, in order', async () => {
    const clock = new VirtualClock();
    const { notes, at } = noted(clock);
    at(60_000);
    clock.flow();
    clock.schedule(() => void at(1), 5);
    while (clock.nextInMs !== undefined) await clock.settle();
    expect(notes).toEqual(['1 at 6', '60000 at 60000']);
    at(7);
    await clock.settle();
    await clock.settle();
    expect(notes).toHaveLength(3);
  });

  it.each([-1, NaN, Infinity])('refuses a step of %s', (ms) => {
    expect(() => new VirtualClock().advance(ms)).toThrow(
      `clock.advance() takes milliseconds from 0, got ${ms}`,
    );
  });
});
