import { DEFAULT_MAX_FRAME_BYTES, HEAD_BYTES, jsonStart, MAGIC, MAX_SECTIONS, padded } from './frame.js';
import { eachPiece, sectionBytes, type Section } from './section.js';
import { WireError } from './wire-error.js';

/** From here bytes leave as they are, in one `writev` with the rest; below, a copy is cheaper than one more piece. */
export const OUT_OF_BAND_BYTES = 16 * 1024;

const isBig = (piece: Uint8Array): boolean => piece.byteLength >= OUT_OF_BAND_BYTES;

/**
 * Lays a frame out as the pieces to write, in order. What is big is not copied: they must stay unchanged until the
 * pieces have been written.
 *
 * @param headerJson JSON text
 * @throws WireError `too_large`, so that the sender learns of it and not the receiver
 */
export function encodeFrame(
  headerJson: string,
  sections: readonly Section[],
  maxFrameBytes = DEFAULT_MAX_FRAME_BYTES,
): Uint8Array[] {
  const jsonBytes = Buffer.byteLength(headerJson);
  const bodyStart = jsonStart(sections.length) + padded(jsonBytes);
  let total = bodyStart;
  let copied = bodyStart;
  for (const section of sections) {
    const length = sectionBytes(section);
    total += padded(length);
    copied += padded(length) - length;
    eachPiece(section, (piece) => (copied += isBig(piece) ? 0 : piece.byteLength));
  }
  if (total > maxFrameBytes || sections.length > MAX_SECTIONS) {
    throw new WireError('too_large', `a frame of ${total} bytes in ${sections.length} sections`);
  }
  const small = Buffer.allocUnsafe(copied);
  writeHead(small, total, jsonBytes, sections);
  writeHeader(small, jsonStart(sections.length), headerJson, jsonBytes);
  return layOut(small, bodyStart, sections);
}

function writeHead(into: Buffer, total: number, jsonBytes: number, sections: readonly Section[]): void {
  into.writeUInt32LE(MAGIC, 0);
  into.writeUInt32LE(total, 4);
  into.writeUInt32LE(jsonBytes, 8);
  into.writeUInt32LE(sections.length, 12);
  let at = HEAD_BYTES;
  for (const section of sections) at = into.writeUInt32LE(sectionBytes(section), at);
  zero(into, at, jsonStart(sections.length));
}

function writeHeader(into: Buffer, at: number, json: string, jsonBytes: number): void {
  // One byte per character means ASCII, which latin1 writes twice as fast.
  into.write(json, at, json.length === jsonBytes ? 'latin1' : 'utf8');
  zero(into, at + jsonBytes, at + padded(jsonBytes));
}

/** Copies what is small behind the header; what is big ends the piece before it, its padding begins the next. */
function layOut(small: Buffer, bodyStart: number, sections: readonly Section[]): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let pieceStart = 0;
  let at = bodyStart;
  for (const section of sections) {
    const length = sectionBytes(section);
    eachPiece(section, (piece) => {
      if (!isBig(piece)) {
        small.set(piece, at);
        at += piece.byteLength;
        return;
      }
      if (at > pieceStart) pieces.push(small.subarray(pieceStart, at));
      pieces.push(piece);
      pieceStart = at;
    });
    at = zero(small, at, at + padded(length) - length);
  }
  if (at > pieceStart) pieces.push(pieceStart === 0 ? small : small.subarray(pieceStart, at));
  return pieces;
}

/** Padding is at most 7 bytes, for which a loop beats `fill`. It is written because `allocUnsafe` hands out old memory. */
function zero(into: Buffer, from: number, to: number): number {
  for (let i = from; i < to; i++) into[i] = 0;
  return to;
}
