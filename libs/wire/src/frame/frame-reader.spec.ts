import { describe, expect, it } from '@jest/globals';
import { MAX_SECTIONS, type Frame } from './frame.js';
import { FrameReader } from './frame-reader.js';
import { encodeFrame } from './frame-writer.js';

const frameOf = (header: unknown, ...sections: Uint8Array[]): Buffer =>
  Buffer.concat(encodeFrame(JSON.stringify(header), sections));

function readerOf(maxFrameBytes?: number): { reader: FrameReader; frames: Frame[] } {
  const frames: Frame[] = [];
  return {
    reader: new FrameReader(
      (frame) => frames.push(frame),
      maxFrameBytes === undefined ? {} : { maxFrameBytes },
    ),
    frames,
  };
}

const corrupted = (offset: number, value: number): Buffer => {
  const frame = frameOf({ a: 1 }, new Uint8Array(5), new Uint8Array(9));
  frame.writeUInt32LE(value, offset);
  return frame;
};

describe('FrameReader', () => {
  it('reads several frames from one chunk', () => {
    const { reader, frames } = readerOf();
    reader.push(Buffer.concat([frameOf(1), frameOf(2, new Uint8Array([5])), frameOf(3)]));
    expect(frames.map(({ header }) => header)).toEqual([1, 2, 3]);
    expect(frames[1]?.sections).toEqual([new Uint8Array([5])]);
    expect(reader.partial).toBe(false);
  });

  it('reads a frame that comes byte by byte, and knows that it is partial until the last one', () => {
    const { reader, frames } = readerOf();
    const bytes = frameOf({ deep: [1, 2] }, new Uint8Array([1, 2, 3]));
    for (let i = 0; i < bytes.length; i++) {
      expect(reader.partial).toBe(i > 0);
      reader.push(bytes.subarray(i, i + 1));
      expect(frames).toHaveLength(i === bytes.length - 1 ? 1 : 0);
    }
    expect(reader.partial).toBe(false);
    expect(frames[0]).toEqual({ header: { deep: [1, 2] }, sections: [new Uint8Array([1, 2, 3])] });
  });

  it('frees a chunk that lies in one frame, if it may, once it has been copied', () => {
    for (const freesChunks of [true, false]) {
      const frames: Frame[] = [];
      const reader = new FrameReader((frame) => frames.push(frame), { freesChunks });
      const bytes = Buffer.concat([frameOf(1, new Uint8Array([5, 6, 7])), frameOf(2), frameOf(3)]);
      const first = new Uint8Array(bytes.subarray(0, 30));
      const second = new Uint8Array(bytes.subarray(30));
      reader.push(first);
      reader.push(second);
      expect(first).toHaveLength(freesChunks ? 0 : 30);
      // Frames that came whole are views of it.
      expect(second).toHaveLength(bytes.length - 30);
      expect(frames.map(({ header }) => header)).toEqual([1, 2, 3]);
      expect(frames[0]?.sections).toEqual([new Uint8Array([5, 6, 7])]);
    }
  });

  it.each([0, 1, 2, 3, 4, 5, 6, 7])(
    'gives sections that start at a multiple of 8, for a chunk that starts at %i',
    (offset) => {
      const { reader, frames } = readerOf();
      const bytes = frameOf('x', new Uint8Array(3), new Uint8Array(new Float64Array([1.5, 2.5]).buffer));
      const memory = new Uint8Array(bytes.length + 8);
      memory.set(bytes, offset);
      reader.push(memory.subarray(offset, offset + bytes.length));
      for (const section of frames[0]?.sections ?? []) expect(section.byteOffset % 8).toBe(0);
      const [, last] = frames[0]?.sections ?? [];
      expect(last && [...new Float64Array(last.buffer, last.byteOffset, 2)]).toEqual([1.5, 2.5]);
    },
  );

  it('does not copy a frame that lies whole and aligned in its chunk', () => {
    const { reader, frames } = readerOf();
    const chunk = frameOf('x', new Uint8Array(1000));
    const memory = new Uint8Array(chunk);
    reader.push(memory);
    expect(frames[0]?.sections[0]?.buffer).toBe(memory.buffer);
  });

  it.each([
    ['another magic number', corrupted(0, 0x4c53_5702), 'bad_magic'],
    ['a length that is no multiple of 8', corrupted(4, 71), 'bad_length'],
    ['a length smaller than its parts', corrupted(4, 16), 'bad_length'],
    ['a header longer than the frame', corrupted(8, 0xffff_ffff), 'bad_length'],
    ['no header', corrupted(8, 0), 'bad_length'],
    ['more sections than fit', corrupted(12, 1000), 'bad_length'],
    ['more sections than anybody sends', corrupted(12, MAX_SECTIONS + 1), 'too_large'],
    ['a section longer than the frame', corrupted(16, 0xffff_fff8), 'bad_length'],
    ['a section shorter than its bytes', corrupted(20, 1), 'bad_length'],
    ['a header that is no JSON', corrupted(24, 0x2121_2121), 'bad_json'],
  ])('refuses %s', (_, bytes, code) => {
    const { reader, frames } = readerOf();
    expect(() => reader.push(bytes)).toThrow(expect.objectContaining({ name: 'WireError', code }));
    expect(frames).toEqual([]);
  });

  it('checks the length before it allocates', () => {
    const { reader } = readerOf(1024);
    const head = frameOf(1).subarray(0, 16);
    head.writeUInt32LE(1032, 4);
    expect(() => reader.push(head)).toThrow(expect.objectContaining({ code: 'too_large' }));
  });

  it('throws once and reads nothing more', () => {
    const { reader, frames } = readerOf();
    expect(() => reader.push(Buffer.concat([frameOf(1), Buffer.alloc(16), frameOf(2)]))).toThrow();
    reader.push(frameOf(3));
    expect(frames.map(({ header }) => header)).toEqual([1]);
  });

  it('is closed by a callback that throws, since the rest of the chunk is lost', () => {
    let calls = 0;
    const reader = new FrameReader(() => {
      calls++;
      throw new Error('mine');
    });
    expect(() => reader.push(Buffer.concat([frameOf(1), frameOf(2)]))).toThrow('mine');
    reader.push(frameOf(3));
    expect(calls).toBe(1);
  });
});
