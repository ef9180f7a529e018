import { describe, expect, it } from '@jest/globals';
import { MemoryNotice } from './memory-notice.js';

describe('the notice of too much memory', () => {
  function scene(rssOf: (look: number) => number) {
    const told: number[] = [];
    const time = { now: 0 };
    let looks = 0;
    const notice = new MemoryNotice(
      100,
      (rss) => told.push(rss),
      () => time.now,
      () => rssOf(++looks),
    );
    return { notice, told, time, looks: () => looks };
  }

  it('looks after batches, at most once a second', () => {
    const { notice, time, told, looks } = scene(() => 100);
    for (time.now = 0; time.now < 5000; time.now += 10) notice.look();
    expect(looks()).toBe(5);
    expect(told).toEqual([]);
  });

  it('tells once', () => {
    const { notice, time, told } = scene((look) => 98 + look);
    for (time.now = 0; time.now < 6000; time.now += 1000) notice.look();
    expect(told).toEqual([101]);
  });

  it('reads the real memory of this process', () => {
    const told: number[] = [];
    new MemoryNotice(1, (rss) => told.push(rss)).look();
    expect(told[0]).toBeGreaterThan(10 * 1024 * 1024);
  });
});
