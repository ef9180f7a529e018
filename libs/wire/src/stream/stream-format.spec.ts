import { describe, expect, it } from '@jest/globals';
import { CHUNK_SEPARATOR, formatChunk, formatError, HEARTBEAT } from './stream-format.js';

/** What the specification of server-sent events makes of a text: the type and the data of each event. */
function parseEvents(text: string): { readonly type: string; readonly data: string }[] {
  const events: { type: string; data: string }[] = [];
  let type = 'message';
  let data: string[] = [];
  for (const line of text.split(/\r\n|\r|\n/)) {
    if (line === '') {
      if (data.length > 0) events.push({ type, data: data.join('\n') });
      type = 'message';
      data = [];
    }
    const [, field, value = ''] = /^([^:]+): ?(.*)$/s.exec(line) ?? [];
    if (field === 'event') type = value;
    if (field === 'data') data.push(value);
  }
  return events;
}

describe('formatChunk as SSE', () => {
  it.each<[string, unknown, string]>([
    ['a text as it is', 'Hello, "world"', 'Hello, "world"'],
    ['a text with spaces around it', ' a ', ' a '],
    ['an empty text', '', ''],
    ['an object as JSON', { token: 'a\nb' }, '{"token":"a\\nb"}'],
    ['a number', 5, '5'],
    ['null', null, 'null'],
    ['a typed array as a list', new Float32Array([0.5, 2]), '[0.5,2]'],
    ['bytes as base64', Buffer.from('hi there'), 'aGkgdGhlcmU='],
    ['a part of a larger buffer as base64', Buffer.from('xxhi there').subarray(2), 'aGkgdGhlcmU='],
  ])('writes %s', (_, chunk, data) => {
    expect(parseEvents(formatChunk('sse', chunk))).toEqual([{ type: 'message', data }]);
  });

  it.each(['a\nb', 'a\rb', 'a\r\nb'])('keeps the lines of %j in one event', (chunk) => {
    expect(formatChunk('sse', chunk)).toBe('data: a\ndata: b\n\n');
  });

  it('lets no chunk pass for an event or a field of another kind', () => {
    const chunk = 'x\n\nevent: error\rdata: {}\r\n\r\nid: 7\nretry: 1';
    const data = 'x\n\nevent: error\ndata: {}\n\nid: 7\nretry: 1';
    expect(parseEvents(formatChunk('sse', chunk))).toEqual([{ type: 'message', data }]);
  });

  it('can be joined, with heartbeats and the error in between', () => {
    const body = { statusCode: 500, message: 'a\nb' };
    const text = [formatChunk('sse', 1), HEARTBEAT.sse, formatChunk('sse', 2), formatError('sse', body)];
    expect(parseEvents(text.join(CHUNK_SEPARATOR.sse))).toEqual([
      { type: 'message', data: '1' },
      { type: 'message', data: '2' },
      { type: 'error', data: JSON.stringify(body) },
    ]);
  });
});

describe('formatChunk as NDJSON and JSON', () => {
  const chunks = ['a\nb', { n: 1n }, Buffer.from('x'), null, new Map([['k', 1]])];
  const values = ['a\nb', { n: 1 }, 'eA==', null, { k: 1 }];

  it('writes one value per line, and the error as the last one', () => {
    const lines = chunks.map((chunk) => formatChunk('ndjson', chunk)).join(HEARTBEAT.ndjson);
    const text = lines + formatError('ndjson', { statusCode: 503 });
    expect(text.endsWith('\n')).toBe(true);
    expect(
      text
        .trimEnd()
        .split('\n')
        .map((line): unknown => JSON.parse(line)),
    ).toEqual([...values, { error: { statusCode: 503 } }]);
  });

  it('writes values that make a list when they are joined', () => {
    const list = chunks.map((chunk) => formatChunk('json', chunk)).join(CHUNK_SEPARATOR.json);
    expect(JSON.parse(`[${list}]`)).toEqual(values);
  });

  it('refuses what JSON cannot say', () => {
    const cycle: unknown[] = [];
    cycle.push(cycle);
    for (const format of ['sse', 'ndjson', 'json'] as const)
      expect(() => formatChunk(format, cycle)).toThrow(/nested deeper/);
  });
});
