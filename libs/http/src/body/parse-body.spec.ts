import { describe, expect, it } from '@jest/globals';
import { LitServeException } from '#common';
import { OctetChunks } from '#wire';
import { parseContentType } from './content-type.js';
import { parseBody } from './parse-body.js';

const FORM = 'application/x-www-form-urlencoded';

const parse = (body: string | Buffer, header?: string, needsBody = true): unknown =>
  parseBody(body.length === 0 ? [] : [Buffer.from(body as string)], parseContentType(header), needsBody);

function codeOf(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error instanceof LitServeException ? error.code : error;
  }
}

describe('parseContentType', () => {
  it.each([
    [undefined, '', 'utf-8'],
    ['', '', 'utf-8'],
    [';;;', '', 'utf-8'],
    ['Application/JSON', 'application/json', 'utf-8'],
    ['text/plain;charset=Latin1', 'text/plain', 'latin1'],
    ['text/plain; boundary=x; charset = "UTF-16LE"; q=1', 'text/plain', 'utf-16le'],
    ['text/plain; charset="utf-8', 'text/plain', 'utf-8'],
    ['text/plain; charset', 'text/plain', 'utf-8'],
    ['text/plain; charset=', 'text/plain', 'utf-8'],
  ])('%p is %s, %s', (header, type, charset) => {
    expect(parseContentType(header)).toEqual({ type, charset });
  });
});

describe('parseBody', () => {
  it.each<[string, string, string | undefined, unknown]>([
    ['JSON', '{"a":[1]}', 'application/json', { a: [1] }],
    ['+json', '"x"', 'application/vnd.api+json', 'x'],
    ['empty JSON', '', 'application/json', {}],
    ['a form', 'a=1&a=2&b=', FORM, { a: ['1', '2'], b: '' }],
    [
      'names a form may have',
      '__proto__=1&constructor=2&a[__proto__]=3',
      FORM,
      { constructor: '2', 'a[__proto__]': '3' },
    ],
    ['a form with broken escapes', 'a=%ZZ&=1', FORM, { a: '%ZZ', '': '1' }],
    ['JSON that curl calls a form', '[1]', FORM, [1]],
    ['a form that begins with a brace', '{a=1', FORM, { '{a': '1' }],
    ['an empty form', '', FORM, {}],
    ['text', 'a\0b', 'text/csv', 'a\0b'],
    ['bytes of any other type', 'x', 'image/svg', Buffer.from('x')],
    ['bytes of no type', 'x', undefined, Buffer.from('x')],
    ['nothing', '', undefined, undefined],
    ['no bytes of a type', '', 'image/png', Buffer.alloc(0)],
  ])('reads %s', (_, body, type, value) => {
    expect(parse(body, type)).toEqual({ value });
  });

  it.each([
    ['raw', Buffer.from('n\xe9=\xe9+%2B&a=1=2&&a', 'latin1'), 'iso-8859-1', { né: 'é +', a: ['1=2', ''] }],
    ['escaped', 'n%E9=%e9+%2B&a=%zz', 'ISO-8859-1', { né: 'é +', a: '%zz' }],
    ['escaped', 'a=%82%A0', 'shift_jis', { a: 'あ' }],
    ['escaped', 'a=%C3%A9', 'UTF-8', { a: 'é' }],
    ['escaped', '__proto__=1&constructor=2', 'latin1', { constructor: '2' }],
  ])('reads a form whose characters are %s, %p, in %s', (_, body, charset, value) => {
    expect(parse(body, `${FORM}; charset=${charset}`)).toEqual({ value });
  });

  it('gives forms no prototype of the client’s', () => {
    const { value } = parse('__proto__=1&a=1', FORM) as { value: object };
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  it('leaves large JSON to the worker, unless somebody here looks', () => {
    const large = JSON.stringify('x'.repeat(64 * 1024));
    expect(parse(large, 'application/json', false)).toHaveProperty('unread');
    expect(parse(large, 'application/json', true)).toHaveProperty('value');
    expect(parse('{}', 'application/json', false)).toHaveProperty('value');
  });

  it('leaves bytes in their chunks when nobody looks into them', () => {
    const chunks = [Buffer.from('a'), Buffer.from('b')];
    const type = parseContentType('application/octet-stream');
    expect(parseBody(chunks, type, false)).toEqual({ unread: new OctetChunks(chunks) });
    expect(parseBody(chunks, type, true)).toEqual({ value: Buffer.from('ab') });
    expect(parseBody(chunks.slice(1), type, false)).toEqual({ value: Buffer.from('b') });
    expect(parseBody(chunks, parseContentType('text/plain'), false)).toEqual({ value: 'ab' });
  });

  it.each([
    ['malformed JSON', '{', 'application/json', 'invalid_json'],
    ['deep JSON', '['.repeat(1000) + ']'.repeat(1000), 'application/json', 'invalid_body'],
    ['deep JSON that curl calls a form', '['.repeat(1000) + ']'.repeat(1000), FORM, 'invalid_body'],
    ['an unknown charset of JSON', '{}', 'application/json; charset=klingon', 'unsupported_media_type'],
    ['an unknown charset of a form', 'a=1', `${FORM}; charset=klingon`, 'unsupported_media_type'],
    ['an unknown charset of text', 'x', 'text/plain; charset=klingon', 'unsupported_media_type'],
  ])('refuses %s', (_, body, type, code) => {
    expect(codeOf(() => parse(body, type))).toBe(code);
  });
});
