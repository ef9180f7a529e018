import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { toJson } from '../json-answer.js';
import { UncrossableValueError } from './uncrossable-value.error.js';
import { decodeAnswer, encodeAnswer, receivedOf } from './value-codec.js';

class Money {
  #cents = 5;
  toJSON(key: string): unknown {
    return { key, cents: this.#cents };
  }
}
class User {
  name = 'a';
  roles = new Set(['x']);
  greet(): string {
    return `hi ${this.name}`;
  }
}

const arrived = (answer: unknown, declared?: Function): unknown =>
  decodeAnswer(receivedOf(encodeAnswer(answer, declared)), declared);

describe('encodeAnswer and decodeAnswer', () => {
  it.each<[string, unknown]>([
    ['an instance', new User()],
    ['instances within', { list: [new User()], map: new Map([['u', new User()]]) }],
    ['toJSON', { price: new Money(), all: [new Money()] }],
    ['toJSON of a literal', { a: 1, toJSON: () => 'text' }],
    ['a URL', new URL('http://localhost/a')],
    ['functions and symbols', { f: () => 1, s: Symbol('x'), list: [() => 1], u: undefined }],
    ['a function alone', () => 1],
    ['boxed primitives', [Object('a'), Object(1)]],
    ['natives without fields', { e: new Error('x'), r: /x/, p: Promise.resolve(1) }],
  ])('shows an interceptor what JSON shows: %s', (_, answer) => {
    expect(toJson(arrived(answer))).toBe(toJson(answer));
  });

  it('changes the JSON of no answer', () => {
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
    });
    fc.assert(fc.property(anything, (answer) => expect(toJson(arrived(answer))).toBe(toJson(answer))));
  });

  it('keeps what JSON has no word for, and gives an instance of the declared class its prototype back', () => {
    expect(arrived({ when: new Date(5), all: new Set([1n]) })).toStrictEqual({
      when: new Date(5),
      all: new Set([1n]),
    });
    const user = arrived(new User(), User) as User;
    expect([user instanceof User, user.greet()]).toEqual([true, 'hi a']);
  });

  it('refuses cycles, as the JSON of an answer does', () => {
    const cyclic: Record<string, unknown> = {};
    cyclic['self'] = [cyclic];
    expect(() => encodeAnswer(cyclic, undefined)).toThrow(UncrossableValueError);
    expect(() => toJson(cyclic)).toThrow(UncrossableValueError);
  });

  it('allows as many levels as the JSON of an answer does', () => {
    const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)]);
    for (const encode of [(value: unknown) => encodeAnswer(value, undefined), toJson]) {
      expect(() => encode(nested(500))).not.toThrow();
      expect(() => encode(nested(501))).toThrow(UncrossableValueError);
    }
  });
});
