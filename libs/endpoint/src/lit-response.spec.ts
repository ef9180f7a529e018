import { describe, expect, it } from '@jest/globals';
import { LitResponse } from './lit-response.js';

describe('LitResponse', () => {
  it('keeps body and status, and headers in lower case', () => {
    const response = new LitResponse({ a: 1 }, { status: 201, headers: { 'X-Model': 'v1' } });
    expect(response).toMatchObject({ body: { a: 1 }, status: 201, headers: { 'x-model': 'v1' } });
    expect(new LitResponse('x')).toMatchObject({ status: undefined, headers: undefined });
  });

  it.each([
    ['x-a', 'b\r\nset-cookie: c=d'],
    ['x a', 'b'],
    ['x-a', undefined],
  ])('refuses header %p: %p', (name, value) => {
    expect(() => new LitResponse('', { headers: { [name]: value as string } })).toThrow(/[Hh]eader|value/);
  });

  it.each([100, 199, 600, 200.5, NaN])('refuses status %p', (status) => {
    expect(() => new LitResponse('', { status })).toThrow('status must be a whole number from 200 to 599');
  });
});
