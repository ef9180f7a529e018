import { describe, expect, it } from '@jest/globals';
import { EventReader } from './event-reader.js';

const STREAM =
  ': beat\n\ndata: a\n\nevent: x\r\nid: 1\r\ndata: b\r\ndata: c\r\n\r\nevent: end\n\ndata: é\n\n';

describe('EventReader', () => {
  it('counts events, and no comments, wherever the bytes are cut', () => {
    const bytes = Buffer.from(STREAM);
    for (let cut = 0; cut <= bytes.length; cut++) {
      const reader = new EventReader();
      const pieces = [bytes.subarray(0, cut), bytes.subarray(cut)].map((piece) => reader.push(piece).events);
      expect(pieces.reduce((sum, count) => sum + count, 0)).toBe(3);
    }
  });

  it('tells an event that is an error', () => {
    const read = new EventReader().push(
      Buffer.from('data: a\n\nevent: error\ndata: {"code":"internal"}\n\n'),
    );
    expect(read).toEqual({ events: 1, error: '{"code":"internal"}' });
  });
});
