import { describe, expect, it } from '@jest/globals';
import { Segments, type Segment } from './segments.js';

/** Windows of 100 samples, a sample a millisecond: `#` is speech, `-` undecided, `.` silence. */
function hear(windows: string, samples: number): Segment[] {
  const segments = new Segments(1000, 100);
  for (const window of windows) segments.hear({ '#': 0.9, '-': 0.4, '.': 0.1 }[window] ?? NaN);
  segments.end(samples);
  return segments.take();
}

describe('segments of speech', () => {
  it.each([
    ['..###..', 700, [{ start: 170, end: 530 }]],
    ['###..', 500, [{ start: 0, end: 330 }]],
    // Too short, to the sample.
    ['..##....', 800, []],
    // A pause of one window is none yet; what is undecided neither ends nor begins it.
    ['###.##..', 800, [{ start: 0, end: 630 }]],
    ['###.-.#..', 900, [{ start: 0, end: 330 }]],
    ['-###-.-##..', 1100, [{ start: 70, end: 930 }]],
    [
      '###..###..',
      1000,
      [
        { start: 0, end: 330 },
        { start: 470, end: 830 },
      ],
    ],
    // The stream ends within speech.
    ['..####', 550, [{ start: 170, end: 550 }]],
    ['..####', 450, []],
    ['..###.', 600, [{ start: 170, end: 600 }]],
    ['', 0, []],
  ])('of %j and %d samples are %j', (windows, samples, expected) => {
    expect(hear(windows, samples)).toEqual(expected);
  });

  it('are there when their pause is long enough, once', () => {
    const segments = new Segments(1000, 100);
    const seen = Array.from('###..', (window) => {
      segments.hear(window === '#' ? 1 : 0);
      return [segments.isSpeaking, segments.take().length];
    });
    expect(seen).toEqual([
      [true, 0],
      [true, 0],
      [true, 0],
      [true, 0],
      [false, 1],
    ]);
  });
});
