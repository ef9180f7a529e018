import {
  Controller,
  Header,
  HttpCode,
  SetMetadata,
  UseGuards,
  UseInterceptors,
  Injectable,
} from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import 'reflect-metadata';
import { GUARDS, HEADERS, INTERCEPTORS } from '../nest-metadata.js';
import { appendToList, copyClassMetadata, copyMethodMetadata, prependToList } from './copy-metadata.js';

class A {}
class B {}

const method = (...decorators: MethodDecorator[]): Function => {
  const { handler } = { handler: (): void => undefined };
  for (const decorate of decorators) decorate({}, 'handler', { value: handler });
  return handler;
};

describe('copyClassMetadata', () => {
  it('copies what users put on a class, and leaves what makes it a provider', () => {
    @UseGuards(A)
    @SetMetadata('roles', ['admin'])
    @Injectable()
    class Provider {
      constructor(readonly dependency: A) {}
    }
    class Target {}
    copyClassMetadata(Provider, Target);
    expect(Reflect.getMetadataKeys(Target)).toEqual(expect.arrayContaining([GUARDS, 'roles']));
    expect(Reflect.getMetadata('design:paramtypes', Target)).toBeUndefined();
    expect(Reflect.getMetadata('__injectable__', Target)).toBeUndefined();
  });

  it('does not take the path of a class that is a controller by mistake', () => {
    @Controller('mistake')
    class Provider {}
    class Target {}
    copyClassMetadata(Provider, Target);
    expect(Reflect.getMetadata('path', Target)).toBeUndefined();
  });

  it('copies what a base class has, once, and leaves the source alone', () => {
    @UseInterceptors(A)
    class Base {}
    class Derived extends Base {}
    class Target {}
    copyClassMetadata(Derived, Target);
    appendToList(INTERCEPTORS, Target, B);
    prependToList(INTERCEPTORS, Target, Base);
    expect(Reflect.getMetadata(INTERCEPTORS, Target)).toEqual([Base, A, B]);
    expect(Reflect.getMetadata(INTERCEPTORS, Base)).toEqual([A]);
  });
});

describe('copyMethodMetadata', () => {
  it('adds lists of several hooks up in their order, and takes anything else from the last', () => {
    const target = method();
    copyMethodMetadata(
      [
        method(UseGuards(A), Header('a', '1'), HttpCode(201)),
        method(UseGuards(B), Header('b', '2'), HttpCode(202)),
      ],
      target,
    );
    expect(Reflect.getMetadata(GUARDS, target)).toEqual([A, B]);
    expect(Reflect.getMetadata(HEADERS, target)).toMatchObject([{ name: 'a' }, { name: 'b' }]);
    expect(Reflect.getMetadata('__httpCode__', target)).toBe(202);
  });
});
