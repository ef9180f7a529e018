import { describe, expect, it } from '@jest/globals';
import { readyBytes } from './ready-bytes.js';

const shown = (value: unknown, contentType?: string): [string, string] => {
  const ready = readyBytes(value, contentType);
  return [Buffer.from(ready.bytes).toString(), ready.contentType];
};

describe('readyBytes', () => {
  it('are JSON, or octets', () => {
    expect(shown({ a: 1 })).toEqual(['{"a":1}', 'application/json; charset=utf-8']);
    expect(shown('text')).toEqual(['"text"', 'application/json; charset=utf-8']);
    expect(shown(Buffer.from('raw'))).toEqual(['raw', 'application/octet-stream']);
  });

  it('are a text as it is, where the answer says that it is no JSON', () => {
    expect(shown('<b>', 'text/html')).toEqual(['<b>', 'text/html']);
    expect(shown('a', 'application/problem+json')).toEqual(['"a"', 'application/problem+json']);
    expect(shown({ a: 1 }, 'text/plain')).toEqual(['{"a":1}', 'text/plain']);
    expect(shown(Buffer.from('raw'), 'image/png')).toEqual(['raw', 'image/png']);
  });
});
