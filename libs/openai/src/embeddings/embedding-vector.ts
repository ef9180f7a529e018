import { Tensor } from '#core';
import { invalidRequest } from '../errors/openai.exception.js';
import { isRecord } from '../request/field.js';

type Numbers = readonly number[] | Float32Array | Float64Array;

/** A vector as models give it. */
export type EmbeddingAnswer = Numbers | Tensor | { readonly embedding: Numbers | Tensor };

/**
 * The vector of an answer.
 *
 * @throws TypeError when it is none; a model that gives something else has to have an `encode`
 */
export function toVector(given: unknown): Float32Array {
  if (given instanceof Tensor) return toVector(given.data);
  if (isRecord(given) && 'embedding' in given) return toVector(given['embedding']);
  if (given instanceof Float32Array) return given;
  if (given instanceof Float64Array || isNumbers(given)) return Float32Array.from(given);
  throw new TypeError('openai: an embedding must be a list of numbers; give the descriptor an encode');
}

const isNumbers = (given: unknown): given is readonly number[] =>
  Array.isArray(given) && given.every((one) => typeof one === 'number');

/**
 * The first dimensions of a vector, of length 1 again.
 *
 * @throws OpenAIException 400 when the vector has fewer
 */
export function shorten(vector: Float32Array, dimensions: number | undefined): Float32Array {
  if (dimensions === undefined || dimensions === vector.length) return vector;
  if (dimensions > vector.length)
    throw invalidRequest('dimensions', `Invalid 'dimensions': this model has ${vector.length}`);
  const short = vector.slice(0, dimensions);
  const length = Math.hypot(...short);
  return length === 0 ? short : short.map((value) => value / length);
}

/** Bytes of little-endian floats, which is what the byte order of every platform Node runs on is, as base64. */
export function encodeVector(vector: Float32Array, format: 'float' | 'base64'): string | number[] {
  if (format === 'float') return Array.from(vector);
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64');
}
