import { describe, expect, it } from '@jest/globals';
import type { LitContext, LitFile, LitResponse } from '#endpoint';
import type { AnswerFrom, Batched, ChunkFrom, Contract, PathOf, RequestTo } from './contract.js';
import type { JsonOf, SentAs } from './json.js';

/** `true` for types that are the same to whoever uses them; nothing is the same as `any`. */
type Same<A, B> = 0 extends 1 & A ? { not: 'any' } : [A, B] extends [B, A] ? true : { not: A; but: B };
type All<Judged extends readonly true[]> = Judged[number];

declare class Plain {
  predict(input: { a: number }): { b: string };
}
declare class Decoding {
  decodeRequest(body: { text: string; at?: Date }, header: string): string;
  predict(input: string): Promise<number>;
  encodeResponse(output: number): Promise<{ score: Float32Array; at: Date; id: bigint; tags: Set<string> }>;
}
declare class Sqrt {
  predict(batch: number[]): (number | Error)[];
}
declare class DecodingBatch {
  decodeRequest(body: { x: number[] }): number[];
  predict(batch: number[][]): Promise<Float32Array[]>;
}
declare class Encoding extends DecodingBatch {
  encodeResponse(output: Float32Array): { digit: number };
}
declare class Streaming {
  predict(input: { to: number }, ctx: LitContext): AsyncGenerator<{ i: number; at: Date }, void>;
}
declare class Countdown {
  predict(starts: number[]): Generator<(number | Error | undefined | symbol)[]>;
}
declare class Bytes {
  decodeRequest(body: Buffer): Buffer;
  predict(input: Buffer): Buffer;
}
declare class ByteStream {
  predict(input: { n: number }): Generator<Buffer>;
}
declare class Upload {
  decodeRequest(body: { image: LitFile; title: string }): Buffer;
  predict(input: Buffer): LitResponse<{ ok: boolean }>;
}
declare class Dto {
  pixels: number[];
  scale?: number;
  sum(): number;
}
declare class WithDto {
  decodeRequest(body: Dto): number[];
  predict(batch: number[][]): number[];
  encodeResponse(sum: number): Map<string, number>;
}

interface Paths {
  '/sum': {
    post: {
      requestBody: { content: { 'application/json': { a: number } } };
      responses: { 200: { headers: object; content: { 'application/json': { sum: number } } } };
    };
  };
  '/chat': {
    post: {
      requestBody: { content: { 'multipart/form-data': { file: string } } };
      responses: { 200: { content: { 'text/event-stream': { token: string } } }; 400: { content?: never } };
    };
  };
  '/bare': { post: { requestBody?: never; responses: { 200: { content?: never } } } };
  '/health': { get: object; post?: never };
}

const held: All<
  [
    Same<RequestTo<Plain>, { a: number } | FormData>,
    Same<AnswerFrom<Plain>, { b: string }>,
    Same<ChunkFrom<Plain>, { b: string }>,
    Same<RequestTo<Decoding>, { text: string; at?: Date | string } | FormData>,
    Same<AnswerFrom<Decoding>, { score: number[]; at: string; id: number; tags: string[] }>,
    Same<RequestTo<Sqrt>, unknown>,
    Same<AnswerFrom<Sqrt>, unknown>,
    Same<RequestTo<Batched<Sqrt>>, number>,
    Same<AnswerFrom<Batched<Sqrt>>, number>,
    Same<RequestTo<Batched<DecodingBatch>>, { x: readonly number[] } | FormData>,
    Same<AnswerFrom<Batched<DecodingBatch>>, number[]>,
    Same<AnswerFrom<Encoding>, { digit: number }>,
    Same<AnswerFrom<Batched<Encoding>>, { digit: number }>,
    Same<AnswerFrom<Streaming>, { i: number; at: string }[]>,
    Same<ChunkFrom<Streaming>, { i: number; at: string }>,
    Same<ChunkFrom<Batched<Countdown>>, number>,
    Same<AnswerFrom<Batched<Countdown>>, number[]>,
    Same<RequestTo<Bytes>, ArrayBuffer | ArrayBufferView | Blob>,
    Same<AnswerFrom<Bytes>, Uint8Array>,
    Same<ChunkFrom<ByteStream>, string>,
    Same<AnswerFrom<ByteStream>, string[]>,
    Same<AnswerFrom<Upload>, { ok: boolean }>,
    Same<RequestTo<WithDto>, { pixels: readonly number[]; scale?: number } | FormData>,
    Same<AnswerFrom<WithDto>, Record<string, number>>,
    Same<RequestTo<unknown>, unknown>,
    Same<AnswerFrom<unknown>, unknown>,
    Same<ChunkFrom<unknown>, unknown>,
    Same<RequestTo<Contract<string, number, boolean>>, string>,
    Same<AnswerFrom<Contract<string, number, boolean>>, number>,
    Same<ChunkFrom<Contract<string, number, boolean>>, boolean>,
    Same<PathOf<Paths>, '/sum' | '/chat' | '/bare'>,
    Same<PathOf<Record<string, unknown>>, string>,
    Same<PathOf<{ '/a': Plain; '/b': Batched<Sqrt> }>, '/a' | '/b'>,
    Same<RequestTo<Paths['/sum']>, { a: number }>,
    Same<AnswerFrom<Paths['/sum']>, { sum: number }>,
    Same<ChunkFrom<Paths['/sum']>, { sum: number }>,
    Same<RequestTo<Paths['/chat']>, FormData>,
    Same<AnswerFrom<Paths['/chat']>, unknown>,
    Same<ChunkFrom<Paths['/chat']>, { token: string }>,
    Same<RequestTo<Paths['/bare']>, unknown>,
    Same<AnswerFrom<Paths['/bare']>, unknown>,
    Same<JsonOf<readonly [Date, bigint]>, [string, number]>,
    Same<
      JsonOf<{ buffer: Buffer; f: () => void; m: Map<number, Date> }>,
      { buffer: number[]; m: [number, string][] }
    >,
    Same<
      SentAs<{ pixels: Float32Array }>,
      | {
          pixels:
            | Float32Array
            | Float64Array
            | Int8Array
            | Uint8Array
            | Uint8ClampedArray
            | Int16Array
            | Uint16Array
            | Int32Array
            | Uint32Array
            | readonly number[];
        }
      | FormData
    >,
  ]
> = true;

// @ts-expect-error so that a mistake in `Same` would not go unnoticed
const isNotHeld: All<[Same<AnswerFrom<Plain>, string>]> = true;

describe('the types of a client', () => {
  it('are judged by the compiler', () => {
    expect([held, isNotHeld]).toEqual([true, true]);
  });
});
