import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { LitFile } from '#endpoint';
import { formFields } from './form-fields.js';
import { parseMultipart, type FormBody } from './parse-multipart.js';

const TYPE = 'multipart/form-data; boundary=X';
const part = (headers: string, content: string): string => `--X\r\n${headers}\r\n\r\n${content}\r\n`;
const field = (parameters: string, content = '1', more = ''): string =>
  part(`Content-Disposition: form-data; ${parameters}${more}`, content);
const parse = (text: string, type = TYPE): FormBody => parseMultipart(Buffer.from(text), type);
const parseParts = (...parts: readonly string[]): FormBody => parse(`${parts.join('')}--X--\r\n`);
const file = (name: string, text: string, type = 'text/plain'): object => ({
  name,
  type,
  bytes: Buffer.from(text),
});

describe('parseMultipart', () => {
  it('reads texts and files', () => {
    expect(
      parseParts(
        field('name="a"', 'é'),
        field('name="f"; filename="x.png"', '\r\n\u0000', '\r\nContent-Type: image/PNG'),
        field('name="a"', ''),
        field('name="f"; filename=""', ''),
      ),
    ).toEqual({ a: ['é', ''], f: [file('x.png', '\r\n\u0000', 'image/PNG'), file('', '')] });
  });

  it('gives files as views of the body', () => {
    const body = Buffer.from(`${field('name="f"; filename="x"', 'abc')}--X--`);
    const { f } = parseMultipart(body, TYPE);
    expect(f).toMatchObject({ bytes: { buffer: body.buffer, length: 3 } });
  });

  it.each([
    ['without quotes, as .NET', 'name=a; filename=x.txt', { a: file('x.txt', '1') }],
    [
      'in both forms, as .NET',
      `name=a; filename=x; filename*=utf-8''%e2%82%ac.txt`,
      { a: file('€.txt', '1') },
    ],
    ['in the extended form, as older Python', `name="a"; filename*=UTF-8''%C3%A9`, { a: file('é', '1') }],
    ['in an extended form that is none', `name="a"; filename="x"; filename*=UTF-8''%`, { a: file('x', '1') }],
    ['as plain UTF-8', 'name="é"; filename="ü.txt"', { é: file('ü.txt', '1') }],
    ['escaped, as browsers', 'name="a%22b"; filename="x%0D%0Ay"', { 'a"b': file('x\r\ny', '1') }],
    ['escaped, as curl of old', 'name="a\\"b"', { 'a"b': '1' }],
    ['with a path', 'name="a"; filename="../../etc/passwd"', { a: file('passwd', '1') }],
    ['with a path of Windows', 'name="a"; filename="C:\\dir\\x.txt"', { a: file('x.txt', '1') }],
    ['with a backslash at its end', 'name="a\\"; filename="C:\\"', { 'a\\': file('', '1') }],
    ['with a semicolon', 'name="a;b"; filename="x;y=z"', { 'a;b': file('x;y=z', '1') }],
    ['in capitals', 'NAME="a"', { a: '1' }],
    ['of Object.prototype', 'name="constructor"', { constructor: '1' }],
    ['__proto__', 'name="__proto__"', {}],
  ])('reads a name %s', (_, parameters, form) => {
    const read = parseParts(field(parameters));
    expect(Object.entries(read)).toEqual(Object.entries(form));
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
  });

  it.each([
    ['text before it', `before\r\n${field('name="a"')}--X--\r\n`],
    ['an empty line before it', `\r\n${field('name="a"')}--X--\r\n`],
    ['text behind it', `${field('name="a"')}--X--\r\nbehind\r\n--X\r\n`],
    ['no line break at its end', `${field('name="a"')}--X--`],
    ['spaces behind its boundaries', `${field('name="a"').replace('--X', '--X \t')}--X-- `],
    [
      'headers in another order',
      `${part('Content-Type: text/plain\r\ncontent-disposition:form-data;name="a"', '1')}--X--`,
    ],
    ['a quoted boundary', `${field('name="a"')}--X--`, 'multipart/form-data; charset=utf-8; BOUNDARY="X"'],
  ])('reads a body with %s', (_, text, type = TYPE) => {
    expect(parse(text, type)).toEqual({ a: '1' });
  });

  it('reads a form of no parts', () => {
    expect(parse('--X--\r\n')).toEqual({});
  });

  it('takes a longer boundary for content', () => {
    expect(parseParts(field('name="a"', 'x\r\n--XY\r\n--X y'))).toEqual({ a: 'x\r\n--XY\r\n--X y' });
  });

  it('honours the charset of a text', () => {
    const text = field('name="a"', '\xe9', '\r\nContent-Type: text/plain; charset=ISO-8859-1');
    expect(parseMultipart(Buffer.from(`${text}--X--`, 'latin1'), TYPE)).toEqual({ a: 'é' });
    expect(() => parse(text.replace('ISO-8859-1', 'klingon') + '--X--')).toThrow('Unsupported charset');
  });

  it.each([
    ['nothing', '', TYPE, 'last boundary'],
    ['no boundary in its type', '--X--', 'multipart/form-data', 'names no boundary'],
    ['an empty boundary', '--X--', 'multipart/form-data; boundary=', 'names no boundary'],
    ['a boundary too long', '--X--', `multipart/form-data; boundary=${'x'.repeat(71)}`, 'names no boundary'],
    ['another boundary', field('name="a"'), 'multipart/form-data; boundary=Y', 'last boundary'],
    ['no end', field('name="a"'), TYPE, 'last boundary'],
    ['an end in the middle of a part', field('name="a"').slice(0, -2), TYPE, 'last boundary'],
    ['headers without an end', '--X\r\nContent-Disposition: form-data; name="a"', TYPE, 'have no end'],
    ['endless headers', `--X\r\n${'A: b\r\n'.repeat(9000)}\r\n\r\n--X--`, TYPE, 'have no end'],
    ['a part without a name', `${part('Content-Disposition: form-data', '1')}--X--`, TYPE, 'no name'],
    ['a part without headers', '--X\r\n\r\n1\r\n--X--', TYPE, 'no name'],
    ['bare line feeds', `${field('name="a"')}--X--\r\n`.replaceAll('\r\n', '\n'), TYPE, 'last boundary'],
  ])('refuses %s', (_, text, type, reason) => {
    expect(() => parse(text, type)).toThrow(reason);
  });

  it('reads what Node writes', async () => {
    const text = fc.string({ unit: 'grapheme' });
    // Names are written without escaping the escapes themselves.
    const names = text.filter((one) => !/%(?:22|0D|0A)/i.test(one));
    const value = fc.oneof(
      text,
      fc.record({
        name: names.filter((one) => one !== ''),
        type: fc.constantFrom('', 'image/png'),
        bytes: fc.uint8Array(),
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(names, value)), async (entries) => {
        const form = new FormData();
        for (const [name, one] of entries) {
          if (typeof one === 'string') form.append(name, one);
          else form.append(name, new Blob([one.bytes], { type: one.type }), one.name);
        }
        const written = new Response(form);
        const type = written.headers.get('content-type') ?? '';
        const read = parseMultipart(Buffer.from(await written.arrayBuffer()), type);
        expect(read).toEqual(await expected(form));
      }),
    );
  });
});

/** What Node has of a form, with the line breaks it writes and without what is left out here. */
async function expected(form: FormData): Promise<FormBody> {
  const entries = await Promise.all(
    Array.from(form, async ([name, value]): Promise<[string, string | LitFile]> => {
      if (typeof value === 'string') return [breaks(name), breaks(value)];
      const bytes = Buffer.from(await value.arrayBuffer());
      const fileName = value.name.replace(/^.*[/\\]/s, '');
      return [breaks(name), { name: fileName, type: value.type || 'application/octet-stream', bytes }];
    }),
  );
  return formFields(entries);
}

const breaks = (text: string): string => text.replace(/\r?\n|\r/g, '\r\n');
