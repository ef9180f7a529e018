import { describe, expect, it } from '@jest/globals';
import { bodyOf } from './body-of.js';

describe('bodyOf', () => {
  it.each([
    ['an object', { a: [1] }, '{"a":[1]}'],
    ['a text', 'x', '"x"'],
    ['null', null, 'null'],
    ['arrays of numbers', { a: new Float32Array([0.5, 2]), b: Buffer.from([1]) }, '{"a":[0.5,2],"b":[1]}'],
    ['sets and dates', { a: new Set([1]), at: new Date(0) }, '{"a":[1],"at":"1970-01-01T00:00:00.000Z"}'],
  ])('sends %s as JSON', (_, request, body) => {
    expect(bodyOf(request)).toEqual({ body, type: 'application/json' });
  });

  it('sends bytes, typed arrays and files as bytes, and forms as they are', () => {
    const bytes = 'application/octet-stream';
    const [view, form] = [new Float32Array([1, 2]), new FormData()];
    expect(bodyOf(view)).toEqual({ body: view, type: bytes });
    expect(bodyOf(Buffer.from('a'))).toMatchObject({ type: bytes });
    expect(bodyOf(new ArrayBuffer(2))).toMatchObject({ type: bytes });
    expect(bodyOf(new Blob(['a']))).toMatchObject({ type: bytes });
    expect(bodyOf(new Blob(['a'], { type: 'image/png' }))).toMatchObject({ type: 'image/png' });
    expect(bodyOf(form)).toEqual({ body: form, type: undefined });
    expect(bodyOf(undefined)).toEqual({ body: undefined, type: undefined });
  });
});
