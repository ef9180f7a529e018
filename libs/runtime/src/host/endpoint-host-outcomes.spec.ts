import { describe, expect, it, jest } from '@jest/globals';
import { HttpException, type Type } from '@nestjs/common';
import type { EndpointHooks, LitContext } from '#endpoint';
import { decodeArgs, receivedOf } from '#wire';
import { hosted, hostItem, told, type HostedOptions } from '../testing/hosted.js';
import { EndpointHost } from './endpoint-host.js';
import type { HostItem } from './host-item.js';

function hostOf(cls: Type<EndpointHooks>, options: HostedOptions = {}) {
  const log = jest.fn<(level: string, context: string, message: string) => void>();
  return { host: new EndpointHost(hosted(cls, options), log), log };
}

const cancelled = (item: HostItem): HostItem => {
  item.context.cancel();
  return item;
};

const teapot = (): HttpException =>
  Object.assign(new HttpException({ why: 'tea' }, 418), { headers: { 'x-pot': 'short' } });

describe('EndpointHost and failures', () => {
  it.each(['decodeRequest', 'batch', 'predict', 'unbatch', 'encodeResponse'] as const)(
    'keeps status, body and headers of an HttpException from %s',
    async (hook) => {
      class Api {
        predict(inputs: unknown[]): unknown[] {
          return inputs;
        }
      }
      Object.assign(Api.prototype, {
        [hook]: () => {
          throw teapot();
        },
      });
      const { host } = hostOf(Api, { maxBatchSize: 2 });
      expect(await host.run([hostItem(3, ['a'])])).toMatchObject([
        {
          kind: 'error',
          lease: 3,
          error: { http: { status: 418, body: { why: 'tea' }, headers: { 'x-pot': 'short' } } },
        },
      ]);
    },
  );

  it('fails only the item whose value cannot cross, and logs where it could not', async () => {
    class Api {
      predict(x: number): unknown {
        const user: Record<string, unknown> = {};
        return x === 1 ? { user: Object.assign(user, { self: user }) } : x;
      }
    }
    const { host, log } = hostOf(Api);
    const outcomes = await host.run([hostItem(1, [1], 'value'), hostItem(2, [2], 'value')]);
    expect(outcomes).toMatchObject([
      { kind: 'error', error: { code: 'uncrossable_value', http: { status: 500 } } },
      { kind: 'value' },
    ]);
    expect(log.mock.calls).toEqual([
      ['error', 'Api', expect.stringMatching(/^uncrossable_value: .*user\.self: a reference back/)],
    ]);
  });

  it('survives hooks that throw what is no error', async () => {
    class Api {
      predict(x: unknown): never {
        throw x;
      }
    }
    const outcomes = await hostOf(Api).host.run([hostItem(1, [null]), hostItem(2, ['text'])]);
    expect(outcomes.map(told)).toEqual([expect.stringContaining('null'), expect.stringContaining('text')]);
  });
});

describe('EndpointHost and cancellation', () => {
  it('never decodes or predicts an item that was cancelled before', async () => {
    const seen: unknown[] = [];
    class Api {
      decodeRequest(x: unknown): unknown {
        seen.push(x);
        return x;
      }
      predict(inputs: unknown[]): unknown[] {
        return inputs;
      }
    }
    const { host } = hostOf(Api, { maxBatchSize: 4 });
    const outcomes = await host.run([hostItem(1, ['a']), cancelled(hostItem(2, ['b'])), hostItem(3, ['c'])]);
    expect(outcomes.map(told)).toEqual(['a', expect.stringMatching(/^AbortError: /), 'c']);
    expect(outcomes.map(({ lease }) => lease)).toEqual([1, 2, 3]);
    expect(seen).toEqual(['a', 'c']);
  });

  it('leaves out an item that is cancelled while it is decoded', async () => {
    const item = hostItem(1, ['a']);
    const predict = jest.fn();
    class Api {
      async decodeRequest(): Promise<void> {
        item.context.cancel();
      }
      predict = predict;
    }
    const { host } = hostOf(Api);
    expect((await host.run([item])).map(told)).toEqual([expect.stringMatching(/^AbortError: /)]);
    expect(predict).not.toHaveBeenCalled();
  });

  it('lets a running predict see its signal abort', async () => {
    const item = hostItem(1, ['a']);
    class Api {
      async predict(_: unknown, ctx: LitContext): Promise<boolean> {
        const { signal } = ctx;
        item.context.cancel();
        return signal.aborted;
      }
    }
    expect((await hostOf(Api).host.run([item])).map(told)).toEqual([true]);
  });
});

describe('answers', () => {
  class Api {
    predict(x: unknown): unknown {
      return x === 'bytes' ? Buffer.from('raw') : { scores: Float32Array.of(0.5), big: 2n ** 60n, text: x };
    }
  }

  it('are JSON bytes, or the bytes themselves', async () => {
    const outcomes = await hostOf(Api).host.run([hostItem(1, ['x']), hostItem(2, ['bytes'])]);
    expect(outcomes).toEqual([
      {
        kind: 'bytes',
        lease: 1,
        bytes: Buffer.from('{"scores":[0.5],"big":1152921504606846976,"text":"x"}'),
        contentType: 'application/json; charset=utf-8',
      },
      { kind: 'bytes', lease: 2, bytes: Buffer.from('raw'), contentType: 'application/octet-stream' },
    ]);
  });

  it('are values where interceptors look at them', async () => {
    const [outcome] = await hostOf(Api).host.run([hostItem(1, ['x'], 'value')]);
    if (outcome?.kind !== 'value') throw new Error('no value');
    expect(decodeArgs(receivedOf(outcome.value), [])).toEqual([
      { scores: Float32Array.of(0.5), big: 2n ** 60n, text: 'x' },
    ]);
  });
});
