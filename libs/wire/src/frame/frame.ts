import { WireError } from './wire-error.js';

/**
 * A frame, little-endian, every part padded with zeros to a multiple of 8 so that typed arrays can be views of it:
 *
 *     u32 magic and version · u32 bytes of the whole frame · u32 bytes of the JSON header · u32 number of sections
 *     u32 length of each section
 *     JSON header, UTF-8
 *     each section
 */
export interface Frame {
  readonly header: unknown;
  /** Views of the received bytes, each starting at a multiple of 8. */
  readonly sections: Uint8Array[];
}

/** "LSW" and the version of the layout: a worker with another version is refused at its first byte. */
export const MAGIC = 0x4c53_5701;
export const HEAD_BYTES = 16;
export const DEFAULT_MAX_FRAME_BYTES = 2 ** 30;
/** A section costs its view some 100 bytes even when it is empty, so their number has a limit of its own. */
export const MAX_SECTIONS = 2 ** 20;

/** The next multiple of 8. */
export const padded = (bytes: number): number => bytes + (-bytes & 7);

/** Where the JSON header starts. */
export const jsonStart = (sectionCount: number): number => HEAD_BYTES + padded(4 * sectionCount);

/**
 * Checks the first 16 bytes of a frame, before anything is allocated for the rest.
 *
 * @returns the bytes of the whole frame
 * @throws WireError `bad_magic`, `bad_length`, `too_large`
 */
export function checkHead(bytes: Buffer, at: number, maxFrameBytes: number): number {
  if (bytes.readUInt32LE(at) !== MAGIC) throw new WireError('bad_magic', 'not a frame of this version');
  const total = bytes.readUInt32LE(at + 4);
  const jsonBytes = bytes.readUInt32LE(at + 8);
  const sectionCount = bytes.readUInt32LE(at + 12);
  if (total > maxFrameBytes) {
    throw new WireError('too_large', `a frame of ${total} bytes, where ${maxFrameBytes} are allowed`);
  }
  if (sectionCount > MAX_SECTIONS) throw new WireError('too_large', `a frame of ${sectionCount} sections`);
  const least = jsonStart(sectionCount) + padded(jsonBytes);
  if (jsonBytes === 0 || total % 8 !== 0 || total < least) {
    throw new WireError(
      'bad_length',
      `a frame of ${total} bytes with a header of ${jsonBytes}, ${sectionCount} sections`,
    );
  }
  return total;
}

/**
 * Takes a whole frame apart without copying its sections.
 *
 * @param frame exactly one frame whose head was checked; starts at a multiple of 8 if it has sections
 * @throws WireError `bad_length`, `bad_json`
 */
export function decodeFrame(frame: Buffer): Frame {
  const jsonBytes = frame.readUInt32LE(8);
  const sectionCount = frame.readUInt32LE(12);
  const json = jsonStart(sectionCount);
  const sections: Uint8Array[] = [];
  let at = json + padded(jsonBytes);
  for (let i = 0; i < sectionCount; i++) {
    const length = frame.readUInt32LE(HEAD_BYTES + 4 * i);
    if (at + padded(length) > frame.length)
      throw new WireError('bad_length', `section ${i} ends beyond its frame`);
    // Buffers, which an answer is written as: else each would be wrapped once more.
    sections.push(frame.subarray(at, at + length));
    at += padded(length);
  }
  if (at !== frame.length)
    throw new WireError('bad_length', `${frame.length - at} bytes belong to no section`);
  return { header: parseHeader(frame, json, json + jsonBytes), sections };
}

function parseHeader(frame: Buffer, start: number, end: number): unknown {
  try {
    return JSON.parse(frame.toString('utf8', start, end));
  } catch (cause) {
    throw new WireError('bad_json', 'the header of a frame is not JSON', { cause });
  }
}
