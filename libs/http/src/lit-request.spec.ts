import { describe, expect, it, jest } from '@jest/globals';
import { beginLitRequest, litRequestOf } from './lit-request.js';

function begin(id: unknown): { id: string; sent: unknown } {
  const setHeader = jest.fn();
  const request = { headers: { 'x-request-id': id } };
  const state = beginLitRequest(request as never, { setHeader } as never);
  expect(litRequestOf(request)).toBe(state);
  expect(litRequestOf({ raw: request })).toBe(state);
  return { id: state.id, sent: setHeader.mock.calls[0]?.[1] };
}

describe('the id of a request', () => {
  it.each(['a', 'A.b_c-9', 'x'.repeat(64)])('is the given %p', (given) => {
    expect(begin(given)).toEqual({ id: given, sent: given });
  });

  it.each([
    undefined,
    '',
    'x'.repeat(65),
    'a b',
    'a, b',
    'é',
    '../x',
    '<b>',
    'a\r\nset-cookie: x',
    ['a', 'b'],
  ])('is a new one instead of %p', (given) => {
    const { id, sent } = begin(given);
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(sent).toBe(id);
  });
});
