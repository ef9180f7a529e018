import { describe, expect, it, jest } from '@jest/globals';
import { Body, ConflictException, Headers, type Type } from '@nestjs/common';
import { Tensor } from '#common';
import type { EndpointHooks, LitContext } from '#endpoint';
import { encodeArgs, receivedOf } from '#wire';
import { hosted, hostItem, told, type HostedOptions } from '../testing/hosted.js';
import { EndpointHost } from './endpoint-host.js';

function hostOf(cls: Type<EndpointHooks>, options: HostedOptions = {}) {
  const log = jest.fn<(level: string, context: string, message: string) => void>();
  return { host: new EndpointHost(hosted(cls, options), log), log };
}

/** Runs one batch and tells what each caller would read. */
async function answersOf(
  cls: Type<EndpointHooks>,
  options: HostedOptions,
  ...bodies: unknown[]
): Promise<unknown[]> {
  const { host } = hostOf(cls, options);
  return (await host.run(bodies.map((body, index) => hostItem(index, [body])))).map(told);
}

describe('EndpointHost with maxBatchSize 1', () => {
  it('hands the body to predict and its result to the caller when there are no other hooks', async () => {
    class Api {
      predict(input: { x: number }): number {
        return input.x * 2;
      }
    }
    expect(await answersOf(Api, {}, { x: 4 })).toEqual([8]);
  });

  it('runs decode, predict and encode in turn, sync or async, each with the context', async () => {
    class Api {
      async decodeRequest(body: { x: number }, ctx: LitContext): Promise<number> {
        ctx.state['seen'] = ['decode'];
        return body.x;
      }
      predict(x: number, ctx: LitContext): number {
        (ctx.state['seen'] as string[]).push('predict');
        return x + 1;
      }
      async encodeResponse(y: number, ctx: LitContext): Promise<object> {
        return { y, seen: ctx.state['seen'], id: ctx.requestId };
      }
    }
    expect(await answersOf(Api, {}, { x: 1 })).toEqual([{ y: 2, seen: ['decode', 'predict'], id: 'r0' }]);
  });

  it('fills the parameters Nest resolved, then the context, also when one was left out', async () => {
    class Api {
      decodeRequest(@Body() body: string, @Headers('x-lang') lang: unknown, ctx: LitContext): unknown {
        return [body, lang ?? 'none', ctx.requestId];
      }
      predict(input: unknown): unknown {
        return input;
      }
    }
    const { host } = hostOf(Api);
    const outcomes = await host.run([hostItem(1, ['a', 'de']), hostItem(2, ['b'])]);
    expect(outcomes.map(told)).toEqual([
      ['a', 'de', 'r1'],
      ['b', 'none', 'r2'],
    ]);
  });

  it('gives a DTO parameter its prototype back', async () => {
    class Dto {
      constructor(readonly x: number) {}
      double(): number {
        return this.x * 2;
      }
    }
    class Api {
      decodeRequest(@Body() dto: Dto): number {
        return dto.double();
      }
      predict(x: number): number {
        return x;
      }
    }
    const item = { ...hostItem(1, []), args: receivedOf(encodeArgs([new Dto(21)], [Dto])) };
    expect((await hostOf(Api).host.run([item])).map(told)).toEqual([42]);
  });

  it('fails only the item whose predict throws', async () => {
    class Api {
      predict(x: number): number {
        if (x === 2) throw new Error('two');
        return x;
      }
    }
    expect(await answersOf(Api, {}, 1, 2, 3)).toEqual([1, 'Error: two', 3]);
  });
});

describe('EndpointHost with batches', () => {
  const BATCHED = { maxBatchSize: 8 };

  it('hands over arrays of inputs and contexts, and scatters the results', async () => {
    class Api {
      predict(inputs: number[], contexts: LitContext[]): string[] {
        return inputs.map((input, index) => `${input} for ${contexts[index]?.requestId}`);
      }
    }
    expect(await answersOf(Api, BATCHED, 5, 6)).toEqual(['5 for r0', '6 for r1']);
  });

  it('stacks vectors and splits what predict makes of them', async () => {
    class Api {
      decodeRequest(body: number[]): Float32Array {
        return Float32Array.from(body);
      }
      predict({ data, dims }: Tensor): Tensor {
        return new Tensor(
          'float32',
          (data as Float32Array).map((x) => x * 2),
          dims,
        );
      }
    }
    expect(await answersOf(Api, BATCHED, [1, 2], [3, 4])).toEqual([
      [2, 4],
      [6, 8],
    ]);
  });

  it('uses the batch and unbatch hooks of the class, sync or async', async () => {
    class Api {
      async batch(inputs: string[], contexts: LitContext[]): Promise<string> {
        return `${contexts.length}:${inputs.join('+')}`;
      }
      async predict(batch: string): Promise<string> {
        return batch.toUpperCase();
      }
      *unbatch(output: string, contexts: LitContext[]): Generator<string> {
        for (const { requestId } of contexts) yield `${requestId} ${output}`;
      }
    }
    expect(await answersOf(Api, BATCHED, 'a', 'b')).toEqual(['r0 2:A+B', 'r1 2:A+B']);
  });

  it('leaves items whose decode throws out of the batch', async () => {
    const seen: unknown[] = [];
    class Api {
      decodeRequest(x: number): number {
        if (x < 0) throw new ConflictException('negative');
        return x;
      }
      predict(inputs: number[]): number[] {
        seen.push(inputs);
        return inputs;
      }
    }
    expect(await answersOf(Api, BATCHED, 1, -1, 2)).toEqual([
      1,
      { status: 409, body: { statusCode: 409, error: 'Conflict', message: 'negative' } },
      2,
    ]);
    expect(seen).toEqual([[1, 2]]);
  });

  it('never calls predict when nothing is left to predict', async () => {
    const predict = jest.fn();
    class Api {
      decodeRequest(): void {
        throw new Error('no');
      }
      predict = predict;
    }
    expect(await answersOf(Api, BATCHED, 1)).toEqual(['Error: no']);
    expect(predict).not.toHaveBeenCalled();
  });

  it('fails only the caller whose result is an Error, or a promise that rejects', async () => {
    class Api {
      predict(inputs: number[]): unknown[] {
        return inputs.map((input) => {
          if (input === 1) return new ConflictException('one');
          return input === 2 ? Promise.reject(new Error('two')) : Promise.resolve(input);
        });
      }
    }
    expect(await answersOf(Api, BATCHED, 1, 2, 3)).toEqual([
      expect.objectContaining({ status: 409 }),
      'Error: two',
      3,
    ]);
  });

  it('fails only the caller whose encodeResponse throws', async () => {
    class Api {
      predict(inputs: number[]): number[] {
        return inputs;
      }
      encodeResponse(output: number): number {
        if (output === 1) throw new Error('one');
        return output;
      }
    }
    expect(await answersOf(Api, BATCHED, 1, 2)).toEqual(['Error: one', 2]);
  });

  it.each(['batch', 'predict', 'unbatch'] as const)(
    'throws what %s threw for several items',
    async (hook) => {
      class Api {
        predict(inputs: unknown[]): unknown[] {
          return inputs;
        }
      }
      Object.assign(Api.prototype, { [hook]: () => Promise.reject(new Error(`no ${hook}`)) });
      await expect(answersOf(Api, BATCHED, 1, 2)).rejects.toThrow(`no ${hook}`);
      // Alone, the item is the one to blame: nothing is to be isolated.
      expect(await answersOf(Api, BATCHED, 1)).toEqual([`Error: no ${hook}`]);
    },
  );

  it.each<[string, unknown, RegExp]>([
    ['too few results', [1], /Api\.predict must return one result per item, 2 in this batch; it returned 1$/],
    ['too many', [1, 2, 3], /it returned 3$/],
    ['nothing', undefined, /it returned undefined, which is no list/],
    ['null', null, /it returned null/],
    ['one number', 7, /it returned a number/],
    ['a text of the right length', 'ab', /it returned a string/],
    ['an object', { logits: [1, 2] }, /it returned an object of kind Object/],
    [
      'a Map of the right size',
      new Map([
        [1, 1],
        [2, 2],
      ]),
      /it returned an object of kind Map/,
    ],
    ['a generator', (function* () {})(), /it returned an object of kind Generator/],
    ['a tensor of another first axis', new Tensor('float32', new Float32Array(3), [3, 1]), /it returned 3$/],
    ['a tensor without axes', new Tensor('float32', new Float32Array(1), []), /which is no list/],
  ])('refuses %s from predict', async (_, result, wording) => {
    class Api {
      predict(): unknown {
        return result;
      }
    }
    const { host, log } = hostOf(Api, BATCHED);
    const run = host.run([hostItem(1, ['a']), hostItem(2, ['b'])]);
    await expect(run).rejects.toMatchObject({ code: 'wrong_batch_result', message: 'Internal server error' });
    expect(log.mock.calls).toEqual([['error', 'Api', expect.stringMatching(wording)]]);
  });

  it.each<[string, unknown]>([
    ['a text', 'ab'],
    ['nothing', undefined],
    ['too few', [1]],
  ])('refuses %s from unbatch, and says that it was unbatch', async (_, result) => {
    class Api {
      predict(): void {}
      unbatch(): Iterable<unknown> {
        return result as Iterable<unknown>;
      }
    }
    const { host, log } = hostOf(Api, BATCHED);
    await expect(host.run([hostItem(1, ['a']), hostItem(2, ['b'])])).rejects.toMatchObject({
      code: 'wrong_batch_result',
    });
    expect(log).toHaveBeenCalledWith('error', 'Api', expect.stringContaining('Api.unbatch must return'));
  });
});
