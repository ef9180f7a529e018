import { RequestMethod } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { LitEndpoint } from '#endpoint';
import { routesOf } from './routes-of.js';

@LitEndpoint()
@LitEndpoint('/b/:id')
class TwoApi {}

class NoneApi {}

describe('routesOf', () => {
  it('lists each route of the class', () => {
    expect(routesOf(TwoApi)).toEqual([
      { path: '/predict', method: RequestMethod.POST },
      { path: '/b/:id', method: RequestMethod.POST },
    ]);
  });

  it('refuses a class that is no endpoint', () => {
    expect(() => routesOf(NoneApi)).toThrow('routesOf(NoneApi): the class has no @LitEndpoint');
  });
});
