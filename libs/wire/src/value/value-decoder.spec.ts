import { describe, expect, it } from '@jest/globals';
import { decodeArgs, decodeValue } from './value-codec.js';

const sections = [new Uint8Array(16), new Uint8Array(3)];
const received = (json: string) => ({ tree: JSON.parse(json) as unknown, sections });

describe('decodeValue of what no encoder writes', () => {
  it.each([
    '1',
    'null',
    '[]',
    '{}',
    '{"t":{"$":1}}',
    '{"t":{"$":[]}}',
    '{"t":{"$":["zz"]}}',
    '{"t":{"$":["n",1]}}',
    '{"t":{"$":["i","1n"]}}',
    '{"t":{"$":["i",""]}}',
    '{"t":{"$":["d","now"]}}',
    '{"t":{"$":["m",1]}}',
    '{"t":{"$":["m",[[1]]]}}',
    '{"t":{"$":["s",{}]}}',
    '{"t":{"$":["b","f4",2]}}',
    '{"t":{"$":["b","f4",-1]}}',
    '{"t":{"$":["b","f4",0.5]}}',
    '{"t":{"$":["b","f4","length"]}}',
    '{"t":{"$":["b","f4",1]}}',
    '{"t":{"$":["b","xx",0]}}',
    '{"t":{"$":["b","__proto__",0]}}',
    '{"t":{"$":["t","float32",[5],{"$":["b","f4",0]}]}}',
    '{"t":{"$":["t","float32",["4"],{"$":["b","f4",0]}]}}',
    '{"t":{"$":["t","float32",[-2,-2],{"$":["b","f4",0]}]}}',
    '{"t":{"$":["t","float32",[0],5]}}',
    '{"t":{"$":["t",1,[4],{"$":["b","f4",0]}]}}',
    '{"t":{"$":["j","utf-8",3]}}',
    '{"t":{"$":["j","utf-8",1e300]}}',
    '{"t":{"$":["j","utf-8",-1]}}',
    '{"t":{"$":["j",7,0]}}',
    '{"t":{"$":["o",[]]}}',
    '{"t":{"$":["c",null]}}',
    '{"t":{"__proto__":{}}}',
    '{"t":{"$":["o",{"__proto__":{}}]}}',
    `{"t":${'['.repeat(5000)}${']'.repeat(5000)}}`,
  ])('%s is a WireError', (json) => {
    expect(() => decodeValue(received(json))).toThrow(
      expect.objectContaining({ name: 'WireError', code: 'bad_value' }),
    );
  });

  it.each(['{"p":1}', '{"p":{}}', '{"t":{"$":["u"]}}', '{"t":5}'])('%s is no list of arguments', (json) => {
    expect(() => decodeArgs(received(json), [])).toThrow(expect.objectContaining({ code: 'bad_value' }));
  });

  it('accepts the same shapes when they are right', () => {
    expect(decodeValue(received('{"t":{"$":["b","f4",0]}}'))).toStrictEqual(new Float32Array(4));
    expect(decodeValue(received('{"t":{"$":["i","-ff"]}}'))).toBe(-255n);
  });
});
