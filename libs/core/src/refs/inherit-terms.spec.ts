import { describe, expect, it } from '@jest/globals';
import { resolveEndpoint, type EndpointDefinition, type LitEndpointOptions } from '#endpoint';
import type { CallParent } from '#workers';
import type { RequestPayload } from '../server/request-payload.js';
import { inheritTerms, ownTerms } from './inherit-terms.js';

class EmbedApi {
  predict(): void {}
}

const target = (options: LitEndpointOptions = {}): EndpointDefinition =>
  resolveEndpoint(EmbedApi, 'AppModule', 0, options);
const nameOf = (id: string): string => id.split('/')[1]?.replace('Api', '').toLowerCase() ?? id;

function thrownBy(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return error;
  }
}

interface ParentOptions {
  readonly remainingMs?: number;
  readonly chain?: readonly string[];
}

/** A low item of another endpoint that came at 1000. */
function aParent({ remainingMs = Infinity, chain }: ParentOptions = {}): CallParent<RequestPayload> {
  const payload: RequestPayload = {
    args: { json: '', sections: [] },
    key: '',
    cost: 1,
    session: '',
    ...(chain ? { chain } : {}),
    meta: { requestId: 'mine', priority: 'low', form: 'bytes', headers: {}, query: {}, params: {} },
  };
  const ticket = { rank: 9000, arrivedAt: 1000 };
  const endpoint = { assignment: { id: 'AppModule/FrontApi/0' } };
  return {
    endpoint,
    lease: { payload, ticket, remainingMs: () => remainingMs },
  } as CallParent<RequestPayload>;
}

describe('the terms of a call on nobody’s behalf', () => {
  it('are those of any request', () => {
    const terms = ownTerms(target({ timeoutMs: 500 }), {});
    expect(terms).toMatchObject({ timeoutMs: 500, priority: undefined, chain: [] });
    expect(terms.requestId).not.toBe(ownTerms(target(), {}).requestId);
    expect([terms.rank, terms.isOwed]).toEqual([undefined, undefined]);
  });

  it.each([
    [500, 100, 100],
    [500, 900, 500],
    [0, 900, 900],
    [0, undefined, 0],
  ])('with a limit of %s at the endpoint and of %s for the call give it %s ms', (own, asked, timeoutMs) => {
    expect(ownTerms(target({ timeoutMs: own }), { timeoutMs: asked })).toMatchObject({ timeoutMs });
  });
});

describe('the terms of a call on behalf of an item', () => {
  it('have its rank, priority and request id, and let it into a queue that drains', () => {
    expect(inheritTerms(target(), {}, aParent(), nameOf)).toEqual({
      requestId: 'mine',
      priority: 'low',
      rank: 9000,
      timeoutMs: 30_000,
      isOwed: true,
      chain: ['AppModule/FrontApi/0'],
    });
  });

  it('with a priority of its own rank it as if the item had had that', () => {
    const terms = inheritTerms(target(), { priority: 'high' }, aParent(), nameOf);
    expect(terms).toMatchObject({ priority: 'high', rank: 1000 });
    expect(inheritTerms(target(), { priority: 'normal' }, aParent(), nameOf).rank).toBe(3000);
  });

  it.each([
    [30, undefined, 30],
    [29.2, undefined, 30],
    [30, 20, 20],
    [900, undefined, 500],
  ])('give it what the item has left (%s), at most', (remainingMs, timeoutMs, expected) => {
    const terms = inheritTerms(target({ timeoutMs: 500 }), { timeoutMs }, aParent({ remainingMs }), nameOf);
    expect(terms.timeoutMs).toBe(expected);
  });

  it('are none when the item has no time left', () => {
    const call = (): unknown => inheritTerms(target(), {}, aParent({ remainingMs: -1 }), nameOf);
    expect(thrownBy(call)).toMatchObject({ code: 'deadline_exceeded' });
  });

  it('are none in a circle, however long', () => {
    const chain = ['AppModule/EmbedApi/0', 'AppModule/RankApi/0'];
    const call = (): unknown => inheritTerms(target(), {}, aParent({ chain }), nameOf);
    const message = 'Endpoint embed calls itself: embed → rank → front → embed';
    expect(thrownBy(call)).toMatchObject({ code: 'endpoint_cycle', message });
  });
});
