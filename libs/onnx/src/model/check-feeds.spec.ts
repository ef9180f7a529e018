import { describe, expect, it } from '@jest/globals';
import { Tensor, type TensorData } from '#common';
import type { OnnxValue } from '../tensors/onnx-value.js';
import { checkFeeds } from './check-feeds.js';

const IDS: OnnxValue = { name: 'ids', type: 'int64', shape: ['batch', ''] };
const PIXELS: OnnxValue = { name: 'pixels', type: 'float32', shape: ['batch', 3, 8] };
const RATE: OnnxValue = { name: 'rate', type: 'int64', shape: [] };

const ids = new Tensor('int64', new BigInt64Array(4), [2, 2]);
const pixels = new Tensor('float32', new Float32Array(24), [1, 3, 8]);
const check = (inputs: readonly OnnxValue[], feeds: Record<string, Tensor>, isNative = false): void =>
  checkFeeds(inputs, feeds, () => isNative);

describe('checkFeeds', () => {
  it('lets through what fits named, unnamed, fixed and no axes', () => {
    for (const dims of [[], [1]]) {
      const rate = new Tensor('int64', new BigInt64Array(1), dims);
      expect(() => check([IDS, PIXELS, RATE], { ids, pixels, rate })).not.toThrow();
    }
  });

  it('says all that is wrong at once', () => {
    const int32 = new Tensor('int32', new Int32Array(4), [2, 2]);
    const flat = new Tensor('float32', new Float32Array(24), [1, 24]);

    expect(() => check([IDS, PIXELS, RATE], { ids: int32, pixels: flat, mask: ids })).toThrow(
      'OnnxModel: the input ids int64 [batch, ?] got a tensor of int32; ' +
        'the input pixels float32 [batch, 3, 8] got the shape [1, 24]; ' +
        'the input rate int64 [] is missing; there is no input mask; there are ids, pixels, rate',
    );
  });

  it.each<[string, TensorData, string]>([
    ['float32', new Int32Array(1), 'got a tensor whose elements are in a Int32Array'],
    ['int64', new Int32Array(1), 'a Int32Array'],
    ['float16', new Float32Array(1), 'a Float32Array'],
    ['bool', new Int8Array(1), 'a Int8Array'],
    ['string', new Uint8Array(1), 'a Uint8Array'],
    ['uint8', ['1'], 'a Array'],
    ['int4', new Uint8Array(1), 'is of a type that no tensor can be made of here'],
  ])('refuses %s in %p', (type, data, message) => {
    const input = { name: 'x', type, shape: ['n'] };
    expect(() => check([input], { x: new Tensor(type, data, [1]) })).toThrow(message);
    // onnxruntime's own may be elsewhere than in this memory.
    expect(() => check([input], { x: new Tensor(type, data, [1]) }, true)).not.toThrow();
  });

  it('does not take what every object has for an input', () => {
    const input = { name: 'constructor', type: 'float32', shape: [] };
    expect(() => check([input], {})).toThrow('the input constructor float32 [] is missing');
  });
});
