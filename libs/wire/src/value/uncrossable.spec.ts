import { describe, expect, it } from '@jest/globals';
import { LitServeException } from '#common';
import { MAX_DEPTH } from './tags.js';
import { UncrossableValueError } from './uncrossable-value.error.js';
import { encodeArgs, encodeValue } from './value-codec.js';

class User {
  constructor(readonly name: string) {}
}

function refusal(act: () => unknown): UncrossableValueError {
  try {
    act();
  } catch (error) {
    if (error instanceof UncrossableValueError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)]);

describe('a value that cannot cross', () => {
  const cyclic: Record<string, unknown> = { a: { list: [1] } };
  (cyclic['a'] as Record<string, unknown>)['back'] = cyclic;

  it.each<[unknown, string]>([
    [{ user: { save: () => 1 } }, 'value.user.save: a function'],
    [[1, Symbol('x')], 'value[1]: a symbol'],
    [new User('x'), 'value: an instance of class User'],
    [{ 'first name': [new User('x')] }, 'value["first name"][0]: an instance of class User'],
    [{ later: Promise.resolve() }, 'value.later: a Promise; await it'],
    [{ error: new TypeError('x') }, 'value.error: an Error'],
    [/x/, 'value: a RegExp'],
    [new SharedArrayBuffer(1), 'value: a SharedArrayBuffer'],
    [new URL('http://localhost'), 'value: an instance of class URL'],
    [Object(1), 'value: an instance of class Number'],
    [new WeakMap(), 'value: an instance of class WeakMap'],
    [Object.create({}), 'value: an instance of class Object'],
    [new Map([['k', () => 1]]), 'value.entries()[0][1]: a function'],
    [new Set([new User('x')]), 'value.values()[0]: an instance of class User'],
    [cyclic, 'value.a.back: a reference back to value;'],
    [{ here: cyclic }, 'value.here.a.back: a reference back to value.here;'],
    [nested(MAX_DEPTH + 1), 'nested deeper than 500 levels'],
    [
      {
        t: new (class T {
          type = 'x';
          dims = [2];
          data = new Uint8Array(3);
        })(),
      },
      'value.t: a tensor that cannot be read',
    ],
    [
      {
        t: new (class T {
          type = 'x';
          dims = [-1, -3];
          data = new Uint8Array(3);
        })(),
      },
      'value.t: a tensor that cannot be read',
    ],
    [
      {
        t: new (class T {
          type = 'x';
          dims = [];
          get data(): never {
            throw new Error('on the GPU');
          }
        })(),
      },
      'on the GPU',
    ],
  ])('%#: names path, kind and cure', (value, message) => {
    expect(refusal(() => encodeValue(value)).message).toContain(message);
  });

  it('is no problem at the greatest depth', () => {
    expect(encodeValue(nested(MAX_DEPTH)).json).toHaveLength('{"p":1}'.length + 2 * MAX_DEPTH);
  });

  it('begins paths with what the caller says', () => {
    expect(refusal(() => encodeArgs([1, { user: { save() {} } }], [])).path).toBe('args[1].user.save');
    expect(refusal(() => encodeValue([Symbol('x')], 'result')).path).toBe('result[0]');
  });

  it('tells the log everything and the client nothing', () => {
    const error = refusal(() => encodeValue({ secret: () => 1 }));
    expect(error).toBeInstanceOf(LitServeException);
    expect(error.code).toBe('uncrossable_value');
    expect(error.getStatus()).toBe(500);
    expect(error.stack).toContain('value.secret: a function');
    expect(JSON.stringify(error.getResponse())).not.toContain('secret');
  });
});
