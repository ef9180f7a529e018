import { describe, expect, it } from '@jest/globals';
import type { Tensor } from '#common';
import type { LitContext } from '../context/lit-context.js';
import { LitApi } from '../hooks.js';
import type { LitResponse } from '../lit-response.js';
import type { AnswerOf, ChunkOf, RequestOf } from './endpoint-types.js';

/** `true` for types that are the same to whoever uses them; nothing is the same as `any`. */
type Same<A, B> = 0 extends 1 & A ? { not: 'any' } : [A, B] extends [B, A] ? true : { not: A; but: B };
/** Compiles only when all of them are, so the compiler is the judge of this spec. */
type All<Judged extends readonly true[]> = Judged[number];

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

const held: All<
  [
    Same<RequestOf<Plain>, unknown>,
    Same<RequestOf<Decoding>, { text: string }>,
    Same<RequestOf<OnlyContext>, unknown>,
    Same<RequestOf<Optional>, { text: string } | undefined>,
    Same<RequestOf<unknown>, unknown>,
    Same<AnswerOf<Plain>, { b: string }>,
    Same<AnswerOf<Decoding>, { score: number }>,
    Same<AnswerOf<Optional>, string>,
    Same<AnswerOf<Batched>, unknown>,
    Same<AnswerOf<BatchedEncoding>, { y: number }>,
    Same<AnswerOf<Stacked>, unknown>,
    Same<AnswerOf<Untyped>, unknown>,
    Same<AnswerOf<Responding>, { ok: true } | { ok: false }>,
    Same<AnswerOf<Based>, { score: number }>,
    Same<AnswerOf<unknown>, unknown>,
    Same<AnswerOf<Streaming>, { token: string }[]>,
    Same<AnswerOf<SyncStreaming>, number[]>,
    Same<AnswerOf<StreamEncoding>, { token: string }[]>,
    Same<AnswerOf<StreamReencoding>, string[]>,
    Same<AnswerOf<BatchedStream>, unknown[]>,
    Same<ChunkOf<Plain>, { b: string }>,
    Same<ChunkOf<Streaming>, { token: string }>,
    Same<ChunkOf<StreamEncoding>, { token: string }>,
    Same<ChunkOf<StreamReencoding>, string>,
    Same<ChunkOf<BatchedStream>, unknown>,
    Same<RequestOf<Based>, { text: string }>,
  ]
> = true;

// @ts-expect-error so that a mistake in `Same` would not go unnoticed
const isNotHeld: All<[Same<AnswerOf<Plain>, string>]> = true;
// @ts-expect-error for the same reason
const isAny: All<[Same<ReturnType<typeof JSON.parse>, unknown>]> = true;

describe('the types of a ref', () => {
  it('are judged by the compiler', () => {
    expect([held, isNotHeld, isAny]).toEqual([true, true, true]);
  });
});
