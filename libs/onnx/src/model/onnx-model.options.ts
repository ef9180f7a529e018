import type { InferenceSession } from 'onnxruntime-node';
import {
  checkOptions,
  either,
  LitServeConfigurationError,
  matching,
  ofType,
  wholeNumber,
  type OptionRule,
} from '#common';

export interface WarmUpOptions {
  /** Sizes of the batches that are run, one after another. @default 1, and `maxBatchSize` when it is larger */
  readonly batchSizes?: readonly number[];
  /** Lengths of the free axes that are no batch: by the name of the axis, or `input.1` for an axis without one. @default none */
  readonly axes?: Readonly<Record<string, number>>;
}

export interface OnnxModelOptions {
  /** Laid over the session options of the device. @default none */
  readonly sessionOptions?: InferenceSession.SessionOptions;
  /** The folder models are in: paths start there, and those that lead out of it, links too, are refused. @default any folder */
  readonly root?: string | URL;
  /** SHA-256 of the model in hex, of the very bytes that are loaded. @default not checked */
  readonly sha256?: string;
  /** A folder that only the app writes to, where the optimised model is kept for the next start. @default none */
  readonly cacheDir?: string | URL;
  /** Runs on zeros before the model is handed out, for first requests as fast as later ones; `true` is `{}`. @default `false` */
  readonly warmUp?: boolean | WarmUpOptions;
  /** What `run` gets at most; above 1, a model that takes fewer at a time is reported in the log. @default `1` */
  readonly maxBatchSize?: number;
}

const folder = either(
  ofType('string'),
  matching('a file URL', (value) => value instanceof URL),
);
const lengths = (min: number): OptionRule['holds'] => {
  const rule = wholeNumber(min);
  return (value) =>
    typeof value === 'object' && value !== null && Object.values(value).every((one) => rule.holds(one));
};

const WARM_UP_RULES: Readonly<Record<string, OptionRule>> = {
  batchSizes: matching('whole numbers of at least 1', (value) => Array.isArray(value) && lengths(1)(value)),
  axes: matching('whole numbers of at least 0, by axis', lengths(0)),
};

const RULES: Readonly<Record<string, OptionRule>> = {
  sessionOptions: ofType('object'),
  root: folder,
  sha256: matching(
    '64 hexadecimal digits',
    (value) => typeof value === 'string' && /^[\da-f]{64}$/i.test(value),
  ),
  cacheDir: folder,
  warmUp: ofType('boolean', 'object'),
  maxBatchSize: wholeNumber(1),
};

/** @throws LitServeConfigurationError with everything that is wrong */
export function checkModelOptions(options: OnnxModelOptions): void {
  const { warmUp } = options;
  const problems = [
    ...checkOptions('OnnxModel.load', { ...options }, RULES),
    ...(typeof warmUp === 'object' && warmUp !== null
      ? checkOptions('OnnxModel.load: warmUp', { ...warmUp }, WARM_UP_RULES)
      : []),
  ];
  if (problems.length > 0) throw new LitServeConfigurationError(problems);
}
