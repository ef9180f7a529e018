import { either, flag, integerFrom, listOf, numberIn, object, text, type Field } from './field.js';

/** What chat and legacy completions have in common. */
export const SAMPLING_FIELDS: Readonly<Record<string, Field>> = {
  model: text,
  frequency_penalty: numberIn(-2, 2),
  logit_bias: object,
  max_tokens: integerFrom(0),
  n: integerFrom(1, 128),
  presence_penalty: numberIn(-2, 2),
  seed: integerFrom(Number.MIN_SAFE_INTEGER),
  stop: either(text, listOf(text, 0, 4)),
  stream: flag,
  stream_options: object,
  temperature: numberIn(0, 2),
  top_p: numberIn(0, 1),
  user: text,
};

/** Of a request that has passed {@link SAMPLING_FIELDS}. */
export interface SamplingRequest {
  readonly model: string;
  readonly frequency_penalty?: number;
  readonly logit_bias?: Readonly<Record<string, number>>;
  readonly max_tokens?: number;
  readonly n?: number;
  readonly presence_penalty?: number;
  readonly seed?: number;
  readonly stop?: string | readonly string[];
  readonly stream?: boolean;
  readonly stream_options?: { readonly include_usage?: boolean };
  readonly temperature?: number;
  readonly top_p?: number;
  readonly user?: string;
  /** Fields that OpenAI's API does not have, as the client sent them. */
  readonly extra: Readonly<Record<string, unknown>>;
}

export const stopsOf = ({ stop }: Pick<SamplingRequest, 'stop'>): readonly string[] =>
  [stop ?? []].flat().filter((one) => one !== '');
