import { describe, expect, it } from '@jest/globals';
import { VirtualClock } from '../testing/virtual-clock.js';
import { LineSplitter, MAX_LINE_BYTES } from './line-splitter.js';
import { MAX_OUTPUT_BYTES_PER_SECOND, OutputLimiter } from './output-limiter.js';

function split(...chunks: (string | Buffer)[]): string[] {
  const lines: string[] = [];
  const splitter = new LineSplitter((line) => lines.push(line));
  for (const chunk of chunks) splitter.push(Buffer.from(chunk));
  splitter.end();
  return lines;
}

describe('LineSplitter', () => {
  it('cuts at newlines, whatever the chunks', () => {
    expect(split('a\nb', 'c\n', '\nd')).toEqual(['a', 'bc', '', 'd']);
  });

  it('takes the carriage return of Windows with the newline', () =>
    expect(split('a\r\nb\r\n')).toEqual(['a', 'b']));

  it('keeps a character together that two chunks share', () => {
    const bytes = Buffer.from('grün\n');
    expect(split(bytes.subarray(0, 3), bytes.subarray(3))).toEqual(['grün']);
  });

  it('cuts a line that is too long and goes on with the next', () => {
    const [long, next] = split('x'.repeat(MAX_LINE_BYTES), 'lost', 'lost\nnext\n');
    expect(long).toBe(`${'x'.repeat(MAX_LINE_BYTES)}… (cut)`);
    expect(next).toBe('next');
  });

  it('does not cut a line that just fits', () => {
    expect(split(`${'x'.repeat(MAX_LINE_BYTES)}\n`)).toEqual(['x'.repeat(MAX_LINE_BYTES)]);
  });
});

function limited(): { clock: VirtualClock; one: OutputLimiter; summaries: string[] } {
  const clock = new VirtualClock();
  const summaries: string[] = [];
  return { clock, summaries, one: new OutputLimiter(clock, (line) => summaries.push(line)) };
}

describe('OutputLimiter', () => {
  const half = MAX_OUTPUT_BYTES_PER_SECOND / 2;

  it('drops beyond 1 MiB in a second, says so once and lets the next second through', async () => {
    const { clock, one, summaries } = limited();
    expect([half, half, 2048, 1024].map((bytes) => one.admits(bytes))).toEqual([true, true, false, false]);
    expect(summaries).toEqual([]);
    await clock.advance(1000);
    expect(summaries).toEqual(['litserve: 2 lines (3 KiB) of output dropped, more than 1 MiB in a second']);
    expect(one.admits(half)).toBe(true);
    await clock.advance(5000);
    expect(summaries).toHaveLength(1);
  });

  it('has no timer while nothing is dropped', () => {
    const { clock, one } = limited();
    one.admits(half);
    expect(clock.pending).toBe(0);
  });

  it('says what was dropped when the worker ends', () => {
    const { clock, one, summaries } = limited();
    one.admits(half * 3);
    one.flush();
    one.flush();
    expect(summaries).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });
});
