import { describe, expect, it } from '@jest/globals';
import { LitResponse, Tensor } from '#core';
import { chunkText, joined, toolResult } from './tool-result.js';

describe('the result of a tool', () => {
  it.each<[string, unknown, object]>([
    ['a text', 'x', { content: [{ type: 'text', text: 'x' }] }],
    ['nothing', undefined, { content: [] }],
    ['an object', { a: 1n }, { content: [{ type: 'text', text: '{"a":1}' }], structuredContent: { a: 1 } }],
    [
      'a tensor',
      new Tensor('float32', new Float32Array([1, 2]), [1, 2]),
      { content: [{ type: 'text', text: '[[1,2]]' }], structuredContent: [[1, 2]] },
    ],
    [
      'sound',
      new LitResponse(new Uint8Array([1]), { headers: { 'Content-Type': 'audio/wav' } }),
      { content: [{ type: 'audio', data: 'AQ==', mimeType: 'audio/wav' }] },
    ],
    ['a text of its own type', new LitResponse('x'), { content: [{ type: 'text', text: 'x' }] }],
  ])('%s', (_, given, expected) => {
    expect(toolResult(given, false)).toEqual(expected);
  });

  it('is structured, of a text too, where that is promised', () => {
    expect(toolResult('x', true)).toEqual({
      content: [{ type: 'text', text: '"x"' }],
      structuredContent: 'x',
    });
  });
});

describe('the chunks of a stream', () => {
  it('are nothing, a text, bytes, or a list', () => {
    expect(joined(['a', 'b'])).toBe('ab');
    expect(joined([new Uint8Array([1]), new Uint8Array([2])])).toEqual(Buffer.from([1, 2]));
    expect(joined(['a', 1])).toEqual(['a', 1]);
    expect(joined([])).toBeUndefined();
  });

  it('are each a message', () => {
    expect(['a', { a: 1 }, new Uint8Array(3)].map(chunkText)).toEqual(['a', '{"a":1}', '3 bytes']);
  });
});
