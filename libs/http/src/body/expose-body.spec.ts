import { describe, expect, it } from '@jest/globals';
import { JsonText, OctetChunks } from '#wire';
import { beginLitRequest } from '../lit-request.js';
import { exposeBody } from './expose-body.js';
import type { ReceivedBody } from './parse-body.js';

interface Target {
  readonly headers: object;
  body?: unknown;
  rawBody?: unknown;
}

function exposed(body: ReceivedBody): Target {
  const target: Target = { headers: {} };
  beginLitRequest(target as never, { setHeader: () => undefined } as never).body = body;
  exposeBody(target, body);
  return target;
}

const chunks = [Buffer.from('{"a"'), Buffer.from(':1}')];
const unparsed = (): Target => exposed({ unread: new JsonText(chunks), chunks });

describe('exposeBody', () => {
  it('parses text when somebody looks, once', () => {
    const target = unparsed();
    expect(target.body).toEqual({ a: 1 });
    expect(target.body).toBe(target.body);
  });

  it('puts bytes together when somebody looks, once', () => {
    const target = exposed({ unread: new OctetChunks(chunks), chunks });
    expect(target.body).toEqual(Buffer.from('{"a":1}'));
    expect(target.body).toBe(target.body);
  });

  it('puts chunks together when somebody asks for the raw body, once', () => {
    const target = unparsed();
    expect(String(target.rawBody)).toBe('{"a":1}');
    expect(target.rawBody).toBe(target.rawBody);
  });

  it('gives way to what somebody writes', () => {
    const target = unparsed();
    target.body = 'mine';
    target.rawBody = 'mine, too';
    expect(target).toMatchObject({ body: 'mine', rawBody: 'mine, too' });
  });

  it('needs no copy of a body in one chunk', () => {
    const [only] = [Buffer.from('[]')];
    const target = exposed({ value: [], chunks: [only] });
    expect(target.rawBody).toBe(only);
    expect(target.body).toEqual([]);
  });

  it('keeps requests apart', () => {
    const other = exposed({ unread: new JsonText([Buffer.from('[2]')]), chunks: [] });
    expect([unparsed().body, other.body]).toEqual([{ a: 1 }, [2]]);
  });
});
