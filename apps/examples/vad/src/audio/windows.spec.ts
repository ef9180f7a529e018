import { describe, expect, it } from '@jest/globals';
import { samplesOf } from './samples.js';
import { Windows } from './windows.js';

const drain = (windows: Windows): number[][] => {
  const all: number[][] = [];
  while (windows.isReady) all.push([...windows.next()]);
  return all;
};

describe('the windows of a stream', () => {
  it.each([[[7]], [[1, 6]], [[2, 0, 3, 2]], [[1, 1, 1, 1, 1, 1, 1]]])(
    'are the same in pieces of %j',
    (lengths) => {
      const windows = new Windows(3, 2);
      const all: number[][] = [];
      let sample = 1;
      for (const length of lengths) {
        windows.push(Float32Array.from({ length }, () => sample++));
        all.push(...drain(windows));
      }
      windows.end();
      expect([...all, ...drain(windows)]).toEqual([
        [0, 0, 1, 2, 3],
        [2, 3, 4, 5, 6],
        [5, 6, 7, 0, 0],
      ]);
    },
  );

  it('end with the last whole one', () => {
    const windows = new Windows(3, 2);
    windows.push(Float32Array.of(1, 2, 3));
    windows.end();
    expect(drain(windows)).toHaveLength(1);
  });
});

describe('samples', () => {
  it('are numbers from -1 to 1', () => {
    expect([...samplesOf(Buffer.from('0080ff7f0040', 'hex'))]).toEqual([
      -1,
      Math.fround(32_767 / 32_768),
      0.5,
    ]);
  });

  it('have two bytes', () => {
    expect(() => samplesOf(Buffer.alloc(3))).toThrow('the audio has 3 bytes');
  });
});
