import { Tensor } from '#common';
import { ELEMENT_TYPES, type Elements } from './element-types.js';

export interface PaddingOptions {
  /** What fills up the shorter sequences. @default 0; '' for strings */
  readonly value?: number | bigint | string;
  /** Element type of the sequences in ONNX's words. @default 'int64' */
  readonly type?: string;
  /** Length to pad to at least. @default that of the longest sequence */
  readonly length?: number;
}

export interface PaddedSequences {
  /** The sequences, of shape [sequences, length]. */
  readonly values: Tensor;
  /** 1 where an element is one of a sequence, 0 where it is padding: int64 of the same shape. */
  readonly mask: Tensor;
  /** How many elements each sequence lacked. */
  readonly padding: readonly number[];
}

type Sequence = ArrayLike<number | bigint | string | boolean>;

/**
 * Makes sequences of unequal length one tensor by filling them up at their end, as encoders take them.
 *
 * @throws TypeError naming the first sequence with an element that does not fit the type
 * @example padRight([[5, 6, 7], [8]]).values // int64 [2, 3]: 5 6 7, 8 0 0
 */
export function padRight(sequences: readonly Sequence[], options: PaddingOptions = {}): PaddedSequences {
  return pad(sequences, options, () => 0);
}

/**
 * Makes sequences of unequal length one tensor by filling them up before their start, so that all end together, as
 * models that continue them take them.
 *
 * @throws TypeError naming the first sequence with an element that does not fit the type
 * @example padLeft([[5, 6, 7], [8]]).values // int64 [2, 3]: 5 6 7, 0 0 8
 */
export function padLeft(sequences: readonly Sequence[], options: PaddingOptions = {}): PaddedSequences {
  return pad(sequences, options, (missing) => missing);
}

function pad(
  sequences: readonly Sequence[],
  { type = 'int64', value = type === 'string' ? '' : 0, length = 0 }: PaddingOptions,
  startAfter: (missing: number) => number,
): PaddedSequences {
  const element = ELEMENT_TYPES[type];
  if (!element) throw new TypeError(`padding: there is no element type "${type}"`);
  const longest = sequences.reduce((most, { length: own }) => Math.max(most, own), length);
  const dims = [sequences.length, longest];
  const values = element.allocate(sequences.length * longest);
  const mask = new BigInt64Array(sequences.length * longest);
  const put = putter(values, type, element.takes);
  const padding = sequences.map((sequence, row) => {
    const missing = longest - sequence.length;
    const rowStart = row * longest;
    const start = rowStart + startAfter(missing);
    const end = start + sequence.length;
    for (let at = rowStart; at < start; at++) put(at, value, row);
    for (let at = end; at < rowStart + longest; at++) put(at, value, row);
    if (!values.setAll(start, sequence)) {
      for (let index = 0; index < sequence.length; index++) put(start + index, sequence[index], row);
    }
    mask.fill(1n, start, end);
    return missing;
  });
  return { values: new Tensor(type, values.data, dims), mask: new Tensor('int64', mask, dims), padding };
}

function putter(values: Elements, type: string, takes: string) {
  return (at: number, value: unknown, row: number): void => {
    if (values.set(at, value)) return;
    throw new TypeError(`padding: sequence ${row} contains ${String(value)}; ${type} takes ${takes}`);
  };
}
