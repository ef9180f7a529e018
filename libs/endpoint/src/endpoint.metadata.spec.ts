import 'reflect-metadata';
import { Body, Headers, Query } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { answerType, endpointsOf, nestParameterCount, parameterTypes } from './endpoint.metadata.js';
import { LitEndpoint } from './lit-endpoint.decorator.js';

class Dto {}
class Answer {}

@LitEndpoint('/a', { maxBatchSize: 2 })
@LitEndpoint({ path: '/b' })
class TwiceApi {
  decodeRequest(@Query('q') _q: string, @Body() _body: Dto, _context: unknown): unknown {
    return 1;
  }

  predict(): Answer {
    return new Answer();
  }
}

class PlainApi {
  predict(): Promise<Answer> {
    return Promise.resolve(new Answer());
  }
}

class HeaderApi {
  decodeRequest(_context: unknown, @Headers('x') _x: string): void {}
}

describe('endpoint metadata', () => {
  it('keeps several decorators in source order, in both forms', () => {
    expect(endpointsOf(TwiceApi)).toEqual([{ path: '/a', maxBatchSize: 2 }, { path: '/b' }]);
  });

  it('is not inherited, and asks nothing of what is no class', () => {
    class Sub extends TwiceApi {}
    expect(endpointsOf(Sub)).toEqual([]);
    expect(endpointsOf('TOKEN')).toEqual([]);
    expect(endpointsOf(undefined)).toEqual([]);
  });

  it('counts the parameters Nest fills, and knows their declared types', () => {
    expect(nestParameterCount(TwiceApi)).toBe(2);
    expect(parameterTypes(TwiceApi)).toEqual([String, Dto]);
    expect(nestParameterCount(HeaderApi)).toBe(2);
  });

  it('takes the body as the one parameter where none is decorated', () => {
    expect(nestParameterCount(PlainApi)).toBe(1);
    expect(parameterTypes(PlainApi)).toEqual([undefined]);
  });

  it('knows the declared answer where it is not behind a promise', () => {
    expect(answerType(PlainApi)).toBeUndefined();
  });
});
