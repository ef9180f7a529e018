import { describe, expect, it } from '@jest/globals';
import type { Tensor } from '#common';
import type { LitContext } from '../context/lit-context.js';
import { LitApi } from '../hooks.js';
import type { LitResponse } from '../lit-response.js';
import type { AnswerOf, ChunkOf, RequestOf } from './endpoint-types.js';

/** `true` for the very same type; assigned to a variable it makes the compiler the judge of this spec. */
type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : { not: A; but: B };

declare class Plain {
  predict(input: { a: number }): { b: string };
}
declare class Decoding {
  decodeRequest(body: { text: string }, header: string): string;
  predict(input: string): Promise<number>;
  encodeResponse(output: number): Promise<{ score: number }>;
}
declare class OnlyContext {
  decodeRequest(ctx: LitContext): string;
  predict(input: string): string;
}
declare class Optional {
  decodeRequest(body?: { text: string }): string;
  predict(): string;
}
declare class Batched {
  decodeRequest(body: { x: number }): number;
  predict(batch: number[]): number[];
}
declare class BatchedEncoding extends Batched {
  encodeResponse(output: number): { y: number };
}
declare class Stacked {
  predict(batch: Tensor): Tensor;
}
declare class Untyped {
  predict(input: unknown): string;
}
declare class Streaming {
  predict(input: { to: number }): AsyncGenerator<{ token: string }, void>;
}
declare class SyncStreaming {
  predict(input: number): Generator<number>;
}
declare class StreamEncoding {
  predict(input: number): AsyncGenerator<number>;
  encodeResponse(chunk: number): { token: string };
}
declare class StreamReencoding {
  predict(input: number): AsyncIterable<number>;
  encodeResponse(chunks: AsyncIterable<number>): AsyncGenerator<string>;
}
declare class BatchedStream {
  predict(batch: number[]): AsyncGenerator<string[]>;
}
declare class Responding {
  predict(input: string): LitResponse<{ ok: true }> | { ok: false };
}
declare class Based extends LitApi<{ text: string }, string, number, { score: number }> {
  override predict(input: string): number;
  override encodeResponse(output: number): { score: number };
}

/** Each line compiles only with the type it names. */
const held: true[] = [
  ok<Same<RequestOf<Plain>, unknown>>(),
  ok<Same<RequestOf<Decoding>, { text: string }>>(),
  ok<Same<RequestOf<OnlyContext>, unknown>>(),
  ok<Same<RequestOf<Optional>, { text: string } | undefined>>(),
  ok<Same<RequestOf<unknown>, unknown>>(),
  ok<Same<AnswerOf<Plain>, { b: string }>>(),
  ok<Same<AnswerOf<Decoding>, { score: number }>>(),
  ok<Same<AnswerOf<Optional>, string>>(),
  ok<Same<AnswerOf<Batched>, unknown>>(),
  ok<Same<AnswerOf<BatchedEncoding>, { y: number }>>(),
  ok<Same<AnswerOf<Stacked>, unknown>>(),
  ok<Same<AnswerOf<Untyped>, unknown>>(),
  ok<Same<AnswerOf<Responding>, { ok: true } | { ok: false }>>(),
  ok<Same<AnswerOf<Based>, { score: number }>>(),
  ok<Same<AnswerOf<unknown>, unknown>>(),
  ok<Same<AnswerOf<Streaming>, { token: string }[]>>(),
  ok<Same<AnswerOf<SyncStreaming>, number[]>>(),
  ok<Same<AnswerOf<StreamEncoding>, { token: string }[]>>(),
  ok<Same<AnswerOf<StreamReencoding>, string[]>>(),
  ok<Same<AnswerOf<BatchedStream>, unknown[]>>(),
  ok<Same<ChunkOf<Plain>, { b: string }>>(),
  ok<Same<ChunkOf<Streaming>, { token: string }>>(),
  ok<Same<ChunkOf<StreamEncoding>, { token: string }>>(),
  ok<Same<ChunkOf<StreamReencoding>, string>>(),
  ok<Same<ChunkOf<BatchedStream>, unknown>>(),
  ok<Same<RequestOf<Based>, { text: string }>>(),
];

function ok<Holds extends true>(): Holds {
  return true as Holds;
}

// @ts-expect-error so that a mistake in `Same` would not go unnoticed
ok<Same<AnswerOf<Plain>, string>>();

describe('the types of a ref', () => {
  it('are judged by the compiler', () => {
    expect(held.every(Boolean)).toBe(true);
  });
});
