import { describe, expect, it } from '@jest/globals';
import { freeChunks } from './free-chunks.js';

describe('freeChunks', () => {
  it('frees chunks that have their memory to themselves', () => {
    const chunks = [Buffer.allocUnsafeSlow(70_000), Buffer.allocUnsafeSlow(70_000), new Uint8Array(3)];
    const before = process.memoryUsage().arrayBuffers;
    freeChunks(chunks);
    expect(chunks.map(({ length }) => length)).toEqual([0, 0, 0]);
    expect(process.memoryUsage().arrayBuffers).toBeLessThanOrEqual(before - 140_000);
  });

  it('leaves those that share theirs', () => {
    const memory = new Uint8Array(16);
    const chunks = [memory.subarray(0, 8), memory.subarray(8), Buffer.from('from the pool')];
    freeChunks(chunks);
    expect(chunks.map(({ length }) => length)).toEqual([8, 8, 13]);
  });
});
