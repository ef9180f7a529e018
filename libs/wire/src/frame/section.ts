/**
 * The bytes of one section as they are sent. They may lie in pieces, such as a body in the chunks it came in, and arrive as
 * one.
 */
export type Section = Uint8Array | readonly Uint8Array[];

const isWhole = (section: Section): section is Uint8Array => section instanceof Uint8Array;

export function sectionBytes(section: Section): number {
  if (isWhole(section)) return section.byteLength;
  let bytes = 0;
  for (const piece of section) bytes += piece.byteLength;
  return bytes;
}

/** For each piece, in order; without a list of one. */
export function eachPiece(section: Section, use: (piece: Uint8Array) => void): void {
  if (isWhole(section)) use(section);
  else for (const piece of section) use(piece);
}

/** A copy, in one. */
export const joined = (section: Section): Uint8Array => Buffer.concat(isWhole(section) ? [section] : section);

/** In one, copied if need be. */
export const whole = (section: Section): Uint8Array => (isWhole(section) ? section : joined(section));
