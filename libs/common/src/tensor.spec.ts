import { describe, expect, it } from '@jest/globals';
import { isTensor, Tensor } from './tensor.js';

describe('Tensor', () => {
  it('checks its shape against its data', () => {
    expect(() => new Tensor('float32', new Float32Array(5), [2, 3])).toThrow(
      'dims [2, 3] need 6 elements, got 5',
    );
    expect(new Tensor('string', ['a', 'b'], [2]).dims).toEqual([2]);
    expect(new Tensor('float32', new Float32Array(1), []).data).toHaveLength(1);
  });

  it('is told by its shape, as onnxruntime tensors are', () => {
    expect(isTensor({ type: 'float32', dims: [1], data: new Float32Array(1) })).toBe(true);
    expect(isTensor({ type: 'float32', dims: 3, data: new Float32Array(1) })).toBe(false);
    expect(isTensor({ dims: [1], data: [1] })).toBe(false);
  });
});
