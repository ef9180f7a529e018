import { describe, expect, it } from '@jest/globals';
import { planesOf } from './planes.js';

describe('the planes of an image', () => {
  it('are blue, green and red', () => {
    expect(planesOf(Uint8Array.of(1, 2, 3, 4, 5, 255))).toEqual(Float32Array.of(3, 255, 2, 5, 1, 4));
  });
});
