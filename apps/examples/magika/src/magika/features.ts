import { isUtf8 } from 'node:buffer';

/** The numbers of the model's configuration that say what it looks at. */
export interface FeatureConfig {
  readonly beg_size: number;
  readonly end_size: number;
  readonly block_size: number;
  readonly padding_token: number;
  readonly min_file_size_for_dl: number;
}

/** Space, tab, line feed, vertical tab, form feed, carriage return: what Python's `bytes.strip()` takes away. */
const WHITE_SPACE = new Set([0x20, 0x09, 0x0a, 0x0b, 0x0c, 0x0d]);

/**
 * The beginning and the end of a file as the model reads them: its first and last block without the white space around,
 * each cut or padded to its length. `int32 [beg_size + end_size]`
 *
 * @returns undefined when the file has too little in it for the model
 */
export function featuresOf(file: Uint8Array, config: FeatureConfig): Int32Array | undefined {
  const { beg_size: begin, end_size: end, block_size: block, min_file_size_for_dl: least } = config;
  const head = withoutLeadingSpace(file.subarray(0, block)).subarray(0, begin);
  if (file.length < least || head.length < least) return undefined;
  const tail = withoutTrailingSpace(file.subarray(Math.max(0, file.length - block))).subarray(-end);
  const features = new Int32Array(begin + end).fill(config.padding_token);
  features.set(head);
  features.set(tail, features.length - tail.length);
  return features;
}

/** The label of a file that the model is not asked about. */
export function labelWithoutModel(file: Uint8Array, { block_size: block }: FeatureConfig): string {
  if (file.length === 0) return 'empty';
  return isUtf8(file.subarray(0, block)) ? 'txt' : 'unknown';
}

function withoutLeadingSpace(bytes: Uint8Array): Uint8Array {
  const start = bytes.findIndex((byte) => !WHITE_SPACE.has(byte));
  return start < 0 ? bytes.subarray(bytes.length) : bytes.subarray(start);
}

function withoutTrailingSpace(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(0, bytes.findLastIndex((byte) => !WHITE_SPACE.has(byte)) + 1);
}
