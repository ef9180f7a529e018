/**
 * What JSON has no word for is written as `{ "$": [kind, …] }`. A whole value is wrapped once more: `{ "p": … }` is
 * plain JSON with no tag in it, which nobody has to walk when it arrives; `{ "t": … }` may hold tags anywhere.
 */
export const TAGS = {
  undefined: 'u',
  /** Decimal text of a number that JSON lacks: NaN, the infinities, -0. */
  number: 'n',
  /** Hexadecimal text: unlike decimal, reading it takes linear time. */
  bigint: 'i',
  /** Milliseconds, or null for an invalid date. */
  date: 'd',
  map: 'm',
  set: 's',
  /** Code of the kind of view (binary-views.ts), and the section with its bytes. */
  view: 'b',
  /** Type, dims, data. */
  tensor: 't',
  /** JSON text nobody has parsed: charset, section. */
  jsonText: 'j',
  /** An object that has a key `$` of its own. */
  object: 'o',
  /** An instance of the class that is declared for its position. */
  instance: 'c',
} as const;

export type Tagged = { readonly $: readonly unknown[] };

export const tag = (kind: string, ...payload: readonly unknown[]): Tagged => ({ $: [kind, ...payload] });

/** Deeper values are refused on both sides, long before a stack could overflow. */
export const MAX_DEPTH = 500;
