import { describe, expect, it } from '@jest/globals';
import { Readable } from 'node:stream';
import { readSse, type SseSource } from './read-sse.js';

const TEXT = ': hello\n\ndata: a\n\nevent: error\nid: 7\ndata: {"x":1}\ndata: two\n\n';
const EVENTS = [
  { event: 'message', data: 'a', id: undefined },
  { event: 'error', data: '{"x":1}\ntwo', id: '7' },
];

describe('readSse', () => {
  it.each<[string, SseSource]>([
    ['a text', TEXT],
    ['an answer of fetch', new Response(TEXT)],
    ['its body', new Response(TEXT).body as ReadableStream<Uint8Array> & AsyncIterable<Uint8Array>],
    ['an answer of supertest', { text: TEXT }],
    ['a stream of Node', Readable.from([Buffer.from(TEXT)])],
  ])('reads %s', async (_, source) => {
    expect(await readSse(source).toArray()).toEqual(EVENTS);
  });

  it('reads what comes in any parts, with any line ends', async () => {
    const bytes = Buffer.from(`\uFEFF${TEXT.replaceAll('a\n', 'ä\n').replaceAll('\n', '\r\n')}`);
    for (const size of [1, 2, 3, 7]) {
      const parts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, part) =>
        bytes.subarray(part * size, (part + 1) * size),
      );
      const [first, ...others] = await readSse(Readable.from(parts)).toArray();
      expect(first).toEqual({ event: 'message', data: 'ä', id: undefined });
      expect(others).toEqual(EVENTS.slice(1));
    }
    const crs = TEXT.replaceAll('\n', '\r');
    expect(await readSse(crs).toArray()).toEqual(EVENTS);
  });

  it('gives an event as soon as it is there, and cancels with the loop', async () => {
    let isCancelled = false;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(Buffer.from('data: 1\n\n')),
      cancel: () => void (isCancelled = true),
    });
    for await (const { data } of readSse(new Response(body))) {
      expect(data).toBe('1');
      break;
    }
    expect(isCancelled).toBe(true);
  });

  it('leaves out what is not closed, has no data, or is unknown', async () => {
    expect(await readSse('event: x\n\nretry: 3\nfoo\ndata\n\ndata: half').toArray()).toEqual([
      { event: 'message', data: '', id: undefined },
    ]);
  });

  it('says what it takes', async () => {
    await expect(readSse({} as never).toArray()).rejects.toThrow(/readSse\(\) takes a Response/);
    await expect(readSse(new Response(null)).toArray()).rejects.toThrow(TypeError);
  });
});
