import {
  either,
  integerFrom,
  listOf,
  oneOf,
  readFields,
  text,
  type Body,
  type Field,
} from '../request/field.js';

/** A text, or its tokens. */
export type EmbeddingInput = string | readonly number[];

/** An embedding request with its known fields checked, under the names of OpenAI's API. */
export interface EmbeddingRequest {
  readonly model: string;
  readonly input: EmbeddingInput | readonly EmbeddingInput[];
  readonly dimensions?: number;
  readonly encoding_format?: 'float' | 'base64';
  readonly user?: string;
  /** Fields that OpenAI's API does not have, as the client sent them. */
  readonly extra: Readonly<Record<string, unknown>>;
}

const MAX_INPUTS = 2048;
const nonEmpty = {
  expects: 'a string that is not empty',
  accepts: (value: unknown) => typeof value === 'string' && value !== '',
};
const tokens = listOf(integerFrom(0), 1);

export const EMBEDDING_FIELDS: Readonly<Record<string, Field>> = {
  model: text,
  input: either(nonEmpty, tokens, listOf(nonEmpty, 1, MAX_INPUTS), listOf(tokens, 1, MAX_INPUTS)),
  dimensions: integerFrom(1),
  encoding_format: oneOf('float', 'base64'),
  user: text,
};

/** @throws OpenAIException 400 for a known field that is not what it must be */
export function readEmbeddingRequest(body: unknown): EmbeddingRequest {
  return readFields(body, EMBEDDING_FIELDS, ['model', 'input']) as Body & EmbeddingRequest;
}

/** One input or several. */
export function inputsOf({ input }: EmbeddingRequest): readonly EmbeddingInput[] {
  if (typeof input === 'string' || typeof input[0] === 'number') return [input as EmbeddingInput];
  return input as readonly EmbeddingInput[];
}
