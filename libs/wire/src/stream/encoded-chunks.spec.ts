import { describe, expect, it } from '@jest/globals';
import type { Encoded } from '../messages.js';
import { decodeList, receivedOf } from '../value/value-codec.js';
import { EncodedChunks } from './encoded-chunks.js';

class Token {
  constructor(readonly text: string) {}
}

function listOf(chunks: readonly unknown[], declared?: Function): Encoded & { readonly size: number } {
  const list = new EncodedChunks(declared);
  for (const chunk of chunks) list.add(chunk);
  return { ...list.encoded(), size: list.size };
}

const arrived = (encoded: Encoded, declared?: Function): unknown[] =>
  decodeList(receivedOf(encoded), declared);

describe('EncodedChunks', () => {
  it('carries every value that may cross, in order', () => {
    const chunks = [
      'a',
      { $: 1 },
      5n,
      Buffer.from('b'),
      new Float32Array([1, 2]),
      [undefined, NaN],
      new Set([1]),
    ];
    expect(arrived(listOf(chunks))).toStrictEqual(chunks);
  });

  it('carries plain JSON among it, which nobody has to walk when there is nothing else', () => {
    expect(listOf([{ a: 1 }, 'b']).json).toBe('{"p":[{"a":1},"b"]}');
    expect(arrived(listOf([{ a: 1 }, 'b']))).toStrictEqual([{ a: 1 }, 'b']);
    expect(arrived(listOf([]))).toStrictEqual([]);
  });

  it('gives every instance of the declared class its prototype back', () => {
    const chunks = [new Token('a'), new Token('b')];
    expect(arrived(listOf(chunks, Token), Token)).toStrictEqual(chunks);
    expect(arrived(listOf(chunks, Token))).toStrictEqual([{ text: 'a' }, { text: 'b' }]);
  });

  it('takes a chunk as it is when it is added', () => {
    const list = new EncodedChunks(undefined);
    const state = { step: 1, buffer: Buffer.from('a'), scores: new Float32Array([1]) };
    list.add(state);
    state.step = 2;
    state.buffer.fill('x');
    state.scores[0] = 9;
    list.add(state);
    expect(arrived(list.encoded())).toStrictEqual([
      { step: 1, buffer: Buffer.from('a'), scores: new Float32Array([1]) },
      { step: 2, buffer: Buffer.from('x'), scores: new Float32Array([9]) },
    ]);
  });

  it('counts text and sections', () => {
    expect(listOf([]).size).toBe(0);
    expect(listOf(['abc']).size).toBe('"abc"'.length);
    expect(listOf(['abc', new Uint8Array(1000)]).size).toBeGreaterThanOrEqual('"abc"'.length + 1000);
  });

  it('keeps what it has when a chunk is refused', () => {
    const list = new EncodedChunks(undefined);
    const cycle: { bytes: Buffer; self?: unknown } = { bytes: Buffer.from('b') };
    cycle.self = cycle;
    list.add(Buffer.from('a'));
    expect(() => list.add(cycle)).toThrow(/^chunk/);
    expect(list.encoded().sections).toHaveLength(1);
    expect(arrived(list.encoded())).toStrictEqual([Buffer.from('a')]);
  });
});
