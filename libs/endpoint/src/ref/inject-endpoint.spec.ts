import { describe, expect, it } from '@jest/globals';
import { Injectable, Module, type Provider, type Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { askedEndpointsOf } from './asked-endpoints.js';
import type { EndpointRef } from './endpoint-ref.js';
import { endpointRefProviders, EndpointRefs, getEndpointToken } from './endpoint-token.js';
import { InjectEndpoint } from './inject-endpoint.decorator.js';

class EmbedApi {}
class RankApi {}
class LateApi {}

@Injectable()
class Consumer {
  @InjectEndpoint(RankApi, 'fast') rank!: EndpointRef;
  constructor(
    @InjectEndpoint(EmbedApi) readonly embed: EndpointRef,
    @InjectEndpoint(() => LateApi) readonly late: EndpointRef,
  ) {}
}

@Injectable()
class Heir extends Consumer {}

/** A ref that only says for what it was made. */
const refs: EndpointRefs = {
  ref: (cls: Type, name?: string) => ({ of: [cls.name, name] }) as never,
};

/** Boots the consumers beside a module that has the live list of providers, as the module of this library has. */
function booted(...providers: Provider[]) {
  @Module({ providers: endpointRefProviders, exports: endpointRefProviders })
  class RefsModule {}
  return Test.createTestingModule({
    imports: [{ module: RefsModule, providers: [{ provide: EndpointRefs, useValue: refs }] }],
    providers,
  });
}

describe('@InjectEndpoint', () => {
  it('injects a ref of the class and the name asked for, into constructors and properties', async () => {
    const consumer = (await booted(Consumer).compile()).get(Consumer);
    expect(consumer).toMatchObject({
      embed: { of: ['EmbedApi', undefined] },
      late: { of: ['LateApi', undefined] },
      rank: { of: ['RankApi', 'fast'] },
    });
  });

  it('is inherited with the constructor', async () => {
    const heir = (await booted(Heir).compile()).get(Heir);
    expect(heir.late).toEqual({ of: ['LateApi', undefined] });
  });

  it('gets what a test puts under the token, with a thunk as well', async () => {
    const module = await booted(Consumer)
      .overrideProvider(getEndpointToken(LateApi))
      .useValue('late stub')
      .overrideProvider(getEndpointToken(RankApi, 'fast'))
      .useValue('rank stub')
      .compile();
    expect(module.get(Consumer)).toMatchObject({ late: 'late stub', rank: 'rank stub' });
  });

  it('works in a unit test without any module of ours', async () => {
    @Injectable()
    class Small {
      constructor(@InjectEndpoint(EmbedApi) readonly embed: EndpointRef) {}
    }
    const stub = { provide: getEndpointToken(EmbedApi), useValue: 'stub' };
    const module = await Test.createTestingModule({ providers: [Small, stub] }).compile();
    expect(module.get(Small).embed).toBe('stub');
  });

  it('does not stop the boot for a class that a circular import left undefined', async () => {
    const missing = undefined as unknown as Type;
    @Injectable()
    class Circular {
      constructor(@InjectEndpoint(missing) readonly ref: EndpointRef) {}
    }
    await expect(booted(Circular).compile()).resolves.toBeDefined();
    expect(askedEndpointsOf(Circular).map(({ target }) => target())).toEqual([undefined]);
  });
});

describe('getEndpointToken', () => {
  it('gives one token for a class and a name, which names both', () => {
    expect(getEndpointToken(EmbedApi)).toBe(getEndpointToken(EmbedApi));
    expect(getEndpointToken(EmbedApi)).not.toBe(getEndpointToken(EmbedApi, 'other'));
    expect(getEndpointToken(EmbedApi, 'other').description).toBe('EndpointRef<EmbedApi> "other"');
  });

  it('adds no second provider for a token', () => {
    getEndpointToken(EmbedApi);
    const before = endpointRefProviders.length;
    getEndpointToken(EmbedApi);
    expect(endpointRefProviders).toHaveLength(before);
  });
});

describe('askedEndpointsOf', () => {
  it('tells what a class and those above it ask for', () => {
    const asked = askedEndpointsOf(Heir).map(({ target, name }) => [target()?.name, name]);
    expect(asked).toHaveLength(3);
    expect(asked).toEqual(
      expect.arrayContaining([
        ['EmbedApi', undefined],
        ['LateApi', undefined],
        ['RankApi', 'fast'],
      ]),
    );
    expect(askedEndpointsOf(EmbedApi)).toEqual([]);
  });
});
