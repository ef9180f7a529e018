import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { filter, map } from 'rxjs';
import { EventStream } from './event-stream.js';

describe('EventStream', () => {
  let events: EventStream<number>;
  beforeEach(() => {
    events = new EventStream();
  });

  it('is observed while somebody is subscribed', () => {
    expect(events.isObserved).toBe(false);
    const subscription = events.subscribe();
    expect(events.isObserved).toBe(true);
    subscription.unsubscribe();
    expect(events.isObserved).toBe(false);
  });

  it('tells all observers, through operators as well, and completes', () => {
    const seen: unknown[] = [];
    events.subscribe((event) => seen.push(event));
    events
      .pipe(
        filter((event) => event > 1),
        map((event) => `mapped ${event}`),
      )
      .subscribe({ next: (event) => seen.push(event), complete: () => seen.push('complete') });
    for (const event of [1, 2]) events.emit(event);
    events.complete();
    expect(seen).toEqual([1, 2, 'mapped 2', 'complete']);
  });

  it('logs what an observer throws, and goes on with it and with the others', () => {
    const log = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const seen: number[] = [];
    events.subscribe((event) => {
      seen.push(event);
      throw new Error('clumsy');
    });
    events.subscribe({ next: (event) => seen.push(event * 10) });
    expect(() => events.emit(1)).not.toThrow();
    events.emit(2);
    expect(seen).toEqual([1, 10, 2, 20]);
    expect(log).toHaveBeenCalledTimes(2);
    expect(log.mock.calls[0]?.[0]).toMatch(/A subscriber of events\$ threw: Error: clumsy/);
    log.mockRestore();
  });
});
