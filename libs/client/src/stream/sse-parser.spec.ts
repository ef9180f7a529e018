import { describe, expect, it } from '@jest/globals';
import { createParser } from 'eventsource-parser';
import * as fc from 'fast-check';
import { SseParser, type SseEvent } from './sse-parser.js';

/** What a parser that many rely on makes of the same text, in one piece. */
function reference(text: string): { data: string; event: string }[] {
  const events: { data: string; event: string }[] = [];
  const parser = createParser({
    onEvent: ({ data, event }) => void events.push({ data, event: event || 'message' }),
    onError: () => undefined,
  });
  parser.feed(text);
  return events;
}

/** Bytes cut anywhere, decoded as the client does it. */
function parseParts(bytes: Uint8Array, cuts: readonly number[]): SseEvent[] {
  const parser = new SseParser();
  const utf8 = new TextDecoder();
  const edges = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
  const events = edges
    .slice(1)
    .flatMap((edge, i) => parser.push(utf8.decode(bytes.subarray(edges[i], edge), { stream: true })));
  return [...events, ...parser.push(utf8.decode())];
}

const parse = (text: string): SseEvent[] => parseParts(new TextEncoder().encode(text), []);

const NEWLINE = fc.constantFrom('\n', '\r', '\r\n');
const WORDS = fc.constantFrom('', 'a', ' b', '  c', 'ä€😀', ':', '{"x":1}', 'data: d', '\u2028', '\t');
const LINE = fc.oneof(
  fc
    .tuple(fc.constantFrom('data:', 'data: ', 'event:', 'event: ', 'foo: ', ':', ': '), WORDS)
    .map((parts) => parts.join('')),
  fc.constantFrom('', 'data', 'event', 'datax: 1'),
);

describe('SseParser', () => {
  it('reads what eventsource-parser reads, wherever the bytes are cut', () => {
    const stream = fc.array(fc.tuple(LINE, NEWLINE), { maxLength: 30 });
    const property = fc.property(
      stream,
      fc.array(fc.nat(), { maxLength: 12 }),
      fc.boolean(),
      (lines, cuts, bom) => {
        // An end that is one for sure: whether a lone CR at the very end closes an event is a question of patience.
        const text = `${lines.flat().join('')}\n\n`;
        const bytes = new TextEncoder().encode(bom ? `\uFEFF${text}` : text);
        const parsed = parseParts(bytes, cuts);
        expect(parsed.map(({ data, event }) => ({ data, event }))).toEqual(reference(text));
      },
    );
    fc.assert(property, { numRuns: 1000 });
  });

  it('gives an event with its last byte, be it a CR, and takes the LF after it for the same end', () => {
    const parser = new SseParser();
    expect(parser.push('data: a\r\r')).toHaveLength(1);
    expect(parser.push('\ndata: b\r\n\r')).toHaveLength(1);
    expect(parser.push('\n')).toEqual([]);
    expect(parser.isCut).toBe(false);
  });

  it('keeps the id, and the pause the server asks for', () => {
    const parser = new SseParser();
    const events = parser.push(
      'id: 7\nretry: 250\ndata: a\n\ndata: b\n\nid: x\0y\nretry: 2x\ndata: c\n\nid\ndata: d\n\n',
    );
    expect(events.map(({ id }) => id)).toEqual(['7', '7', '7', '']);
    expect(parser.retryMs).toBe(250);
  });

  it('skips comments and what has no data, and knows when it is cut', () => {
    expect(parse(': hello\n\nevent: x\n\nfoo\n\n')).toEqual([]);
    const parser = new SseParser();
    for (const [part, isCut] of [
      ['da', true],
      ['ta: a\n', true],
      ['\n', false],
      [':', true],
      ['\n', false],
    ] as const) {
      parser.push(part);
      expect([part, parser.isCut]).toEqual([part, isCut]);
    }
  });
});
