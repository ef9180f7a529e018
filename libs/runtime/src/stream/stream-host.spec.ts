import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { HttpException } from '@nestjs/common';
import { DONE, type LitContext } from '#endpoint';
import { Streaming } from '../testing/streaming.js';

class Letters {
  *predict(text: string): Generator {
    yield* text;
  }
}

describe('a stream', () => {
  it('sends what a generator yields, in order, then its end, and the batch ends with no outcomes', async () => {
    const streaming = new Streaming(Letters);
    expect(await streaming.read({ 7: 'abc' })).toEqual([['a', 'b', 'c', 'end']]);
    expect(streaming.messages.at(-1)).toEqual({ type: 'result', batch: 1, outcomes: [] });
  });

  it.each<[string, (text: string) => unknown]>([
    [
      'an async generator',
      async function* (text) {
        yield* text;
      },
    ],
    ['a promise of a generator', async (text) => new Letters().predict(text)],
    ['a list', (text) => text.split('')],
    ['an iterable that is no generator', (text) => new Set(text)],
    ['an async iterable that is no generator', (text) => Readable.from(text.split(''))],
    [
      'a generator of promises',
      function* (text) {
        for (const one of text) yield Promise.resolve(one);
      },
    ],
  ])('may be %s', async (_, predict) => {
    class Api {
      predict(text: string): unknown {
        return predict(text);
      }
    }
    expect(await new Streaming(Api).read({ 1: 'abc' })).toEqual([['a', 'b', 'c', 'end']]);
  });

  it('decodes, and gives the context to every hook', async () => {
    class Api {
      decodeRequest({ text }: { text: string }, ctx: LitContext): string {
        ctx.state['seen'] = 'decoded';
        return text;
      }
      *predict(text: string, ctx: LitContext): Generator {
        yield [text, ctx.state['seen']];
      }
      encodeResponse(output: unknown[], ctx: LitContext): unknown {
        return [...output, ctx.requestId];
      }
    }
    expect(await new Streaming(Api).read({ 1: { text: 'hi' } }, { requestId: 'r9' })).toEqual([
      [['hi', 'decoded', 'r9'], 'end'],
    ]);
  });

  it('has no chunk for undefined, may be ended by DONE, and may be empty', async () => {
    class Api {
      *predict(): Generator {
        yield undefined;
        yield 1;
        yield DONE;
        yield 2;
      }
    }
    class Empty {
      *predict(): Generator {}
    }
    expect(await new Streaming(Api).read({ 1: '' })).toEqual([[1, 'end']]);
    expect(await new Streaming(Empty).read({ 1: '' })).toEqual([['end']]);
  });

  it.each<[unknown, string]>([
    ['a text', 'a string'],
    [undefined, 'undefined'],
    [{ answer: 42 }, 'an object of kind Object'],
  ])('cannot be %j, which the log tells with the name of the class', async (returned, kind) => {
    class TokensApi {
      predict(): unknown {
        return returned;
      }
    }
    const streaming = new Streaming(TokensApi);
    expect(await streaming.read({ 1: '' })).toEqual([['LitServeException: Internal server error']]);
    const problem =
      'TokensApi.predict of a stream must be a generator, or return something iterable; it returned ';
    expect(streaming.pipe.said).toEqual([
      { litserve: 'log', level: 'error', context: 'TokensApi', message: `internal_error: ${problem}${kind}` },
    ]);
  });
});

describe('encodeResponse of a stream', () => {
  class Numbers {
    *predict(): Generator<number> {
      yield* [1, 2, 3];
    }
  }

  it.each<[string, Record<string, unknown>, unknown[]]>([
    ['sync', { encodeResponse: (n: number) => ({ n }) }, [{ n: 1 }, { n: 2 }, { n: 3 }]],
    ['async', { encodeResponse: async (n: number) => n * 2 }, [2, 4, 6]],
    [
      'returning a text or a list, which is one chunk',
      { encodeResponse: (n: number) => (n === 1 ? 'ab' : [n, n]) },
      ['ab', [2, 2], [3, 3]],
    ],
    ['leaving chunks out', { encodeResponse: (n: number) => (n === 2 ? undefined : n) }, [1, 3]],
    [
      'a generator',
      {
        *encodeResponse(all: Iterable<number>) {
          let sum = 0;
          for (const n of all) yield (sum += n);
          yield 'sum';
        },
      },
      [1, 3, 6, 'sum'],
    ],
    [
      'an async generator',
      {
        async *encodeResponse(all: AsyncIterable<number>) {
          for await (const n of all) yield n;
        },
      },
      [1, 2, 3],
    ],
    [
      'a generator that stops early',
      {
        *encodeResponse(all: Iterable<number>) {
          for (const n of all) {
            yield n;
            break;
          }
        },
      },
      [1],
    ],
  ])('may be %s', async (_, hooks, chunks) => {
    const instance = Object.assign(new Numbers(), hooks);
    expect(await new Streaming(Numbers, { instance }).read({ 1: '' })).toEqual([[...chunks, 'end']]);
  });

  it('ends the outputs, too, when it is a generator that leaves them unread', async () => {
    let ended = 0;
    class Unread {
      *predict(): Generator<number> {
        try {
          yield* [1, 2, 3];
        } finally {
          ended += 1;
        }
      }
      *encodeResponse(all: Iterable<number>): Generator {
        yield all[Symbol.iterator]().next().value;
      }
    }
    expect(await new Streaming(Unread).read({ 1: '' })).toEqual([[1, 'end']]);
    expect(ended).toBe(1);
  });

  it('fails the stream behind the chunks it has made, and the generator ends', async () => {
    let hasEnded = false;
    class Api {
      *predict(): Generator<number> {
        try {
          yield* [1, 2, 3];
        } finally {
          hasEnded = true;
        }
      }
      encodeResponse(n: number): number {
        if (n === 2) throw new RangeError('two');
        return n;
      }
    }
    expect(await new Streaming(Api).read({ 1: '' })).toEqual([[1, 'RangeError: two']]);
    expect(hasEnded).toBe(true);
  });
});

describe('the error of a stream', () => {
  it('comes before the first chunk, with status and body, or behind those there were', async () => {
    class Api {
      *predict(after: number): Generator<number> {
        for (let i = 0; i < after; i += 1) yield i;
        throw new HttpException({ no: 'tea' }, 418);
      }
    }
    const streaming = new Streaming(Api);
    expect(await streaming.read({ 1: 0 })).toEqual([['HttpException: Http Exception']]);
    const error = { http: { status: 418, body: { no: 'tea' } } };
    expect(streaming.events(1)).toMatchObject([{ kind: 'error', error }]);
    expect(await new Streaming(Api).read({ 1: 2 })).toEqual([[0, 1, 'HttpException: Http Exception']]);
  });

  it.each(['decodeRequest', 'predict', 'encodeResponse'])('may be thrown by %s', async (hook) => {
    const fail = (): never => {
      throw new RangeError(hook);
    };
    const instance = Object.assign(new Letters(), { [hook]: fail });
    expect(await new Streaming(Letters, { instance }).read({ 1: 'ab' })).toEqual([[`RangeError: ${hook}`]]);
  });

  it('may be a chunk that cannot cross, behind those that can', async () => {
    class Api {
      *predict(): Generator {
        yield 1;
        const cycle: unknown[] = [];
        cycle.push(cycle);
        yield cycle;
      }
    }
    const streaming = new Streaming(Api);
    await streaming.read({ 1: '' }, { form: 'value' });
    expect(streaming.values(1)).toEqual([[1]]);
    expect(streaming.events(1).at(-1)).toMatchObject({ kind: 'error', error: { code: 'uncrossable_value' } });
    expect(JSON.stringify(streaming.pipe.said)).toContain('uncrossable_value: chunk');
  });

  it('may be a yielded Error', async () => {
    class Api {
      *predict(): Generator {
        yield 1;
        yield new RangeError('no more');
        yield 2;
      }
    }
    expect(await new Streaming(Api).read({ 1: '' })).toEqual([[1, 'RangeError: no more']]);
  });
});
