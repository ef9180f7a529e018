import { describe, expect, it } from '@jest/globals';
import { StreamCredit } from './stream-credit.js';

describe('StreamCredit', () => {
  it('passes credit on while the socket takes what comes', () => {
    const granted: number[] = [];
    const credit = new StreamCredit((bytes) => granted.push(bytes));
    credit.passed(5);
    credit.passed(7);
    expect(granted).toEqual([5, 7]);
  });

  it('keeps it back while the socket is full, and then gives all of it at once', () => {
    const granted: number[] = [];
    const credit = new StreamCredit((bytes) => granted.push(bytes));
    credit.pause();
    credit.passed(5);
    credit.passed(7);
    expect(granted).toEqual([]);
    credit.resume();
    credit.resume();
    expect(granted).toEqual([12]);
  });
});
