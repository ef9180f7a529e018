import { describe, expect, it } from '@jest/globals';
import { LitServeException } from '#common';
import { JsonText, parseJsonText } from './json-text.js';
import { encodeArgs } from './value-codec.js';

const parse = (text: string | Buffer, charset?: string): unknown =>
  parseJsonText(new JsonText([Buffer.from(text as string)], charset));

function refusal(act: () => unknown): LitServeException {
  try {
    act();
  } catch (error) {
    if (error instanceof LitServeException) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

describe('parseJsonText', () => {
  it('parses chunks that cut characters in two', () => {
    const bytes = Buffer.from('{"name":"漢字 😀"}');
    const chunks = Array.from(bytes, (_, i) => bytes.subarray(i, i + 1));
    expect(parseJsonText(new JsonText(chunks))).toEqual({ name: '漢字 😀' });
  });

  it('takes no bytes for an empty object', () => {
    expect(parseJsonText(new JsonText([]))).toEqual({});
    expect(parseJsonText(new JsonText([new Uint8Array(), new Uint8Array()]))).toEqual({});
  });

  it('reads other charsets and a byte order mark', () => {
    expect(parse(Buffer.from('"\xe9"', 'latin1'), 'ISO-8859-1')).toBe('é');
    expect(parse(Buffer.from('\ufeff{"a":"é"}', 'utf16le'), 'utf-16le')).toEqual({ a: 'é' });
    expect(parse('\ufeff[1]')).toEqual([1]);
    // One decoder reads all of these, and must not remember that it has seen a mark.
    expect(parse('\ufeff[2]')).toEqual([2]);
  });

  it('refuses an unknown charset with 415', () => {
    const error = refusal(() => parse('1', 'x'.repeat(500)));
    expect([error.code, error.getStatus()]).toEqual(['unsupported_media_type', 415]);
    expect(error.message.length).toBeLessThan(100);
  });

  it('refuses malformed JSON with 400 and no more than a short excerpt', () => {
    const body = `{"password":"${'hunter2'.repeat(1000)}",}`;
    const error = refusal(() => parse(body));
    expect([error.code, error.getStatus()]).toEqual(['invalid_json', 400]);
    expect(error.message.length).toBeLessThan(200);
  });

  it.each([
    '{"__proto__":{"admin":true},"a":[{"__proto__":1,"b":2}]}',
    '{"\\u005f_proto__":{"admin":true},"a":[{"__pr\\u006fto__":1,"b":2}]}',
    '{"_\\u005Fproto__":{"admin":true},"a":[{"\\u005f\\u005f\\u0070\\u0072\\u006f\\u0074\\u006f\\u005f\\u005f":1,"b":2}]}',
  ])('drops the key __proto__ however it is written: %s', (json) => {
    const value = parse(json) as { a: object[] };
    expect(value).toStrictEqual({ a: [{ b: 2 }] });
    expect(Object.keys(value)).toEqual(['a']);
    expect(Object.keys(value.a[0] ?? {})).toEqual(['b']);
  });

  it.each([
    '{"constructor":{"prototype":{"admin":true}},"a":[{"prototype":1,"b":2}]}',
    '{"\\u0063onstructor":{"prototype":{"admin":true}},"a":[{"p\\u0072ototype":1,"b":2}]}',
  ])('drops the keys constructor and prototype: %s', (json) => {
    const value = parse(json) as { a: object[] };
    expect(Object.keys(value)).toEqual(['a']);
    expect(Object.keys(value.a[0] ?? {})).toEqual(['b']);
  });

  it('keeps such texts where they are no keys', () => {
    const value = { a: '__proto__', b: ['constructor', 'prototype'], c_constructor: 1 };
    expect(parse(JSON.stringify(value))).toEqual(value);
  });

  const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
  const nestedObjects = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

  it.each([401, 10_000, 1_000_000])(
    'refuses %d levels with 400, before anything recurses into them',
    (levels) => {
      for (const json of [nested(levels), nestedObjects(levels), `[[1],{"x":[2],"y":${nested(levels)}}]`]) {
        const error = refusal(() => parse(json));
        expect([error.code, error.getStatus()]).toEqual(['invalid_body', 400]);
        expect(error.message).toContain('deeper than 400 levels');
      }
    },
  );

  it('reads 400 levels, which still cross within what an endpoint wraps around them', () => {
    expect(() =>
      encodeArgs([{ wrapped: [parse(nested(400)), parse(nestedObjects(400))] }], []),
    ).not.toThrow();
  });
});
