import {
  Header,
  HttpCode,
  UseInterceptors,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LitEndpoint, Tensor } from 'nestjs-litserve';
import { map, of, timeout, type Observable } from 'rxjs';
import { ADAPTERS, bootApp, type RunningApp } from '../support/boot-app.js';

class Money {
  constructor(readonly cents: number) {}
  toJSON(): unknown {
    return { euros: this.cents / 100 };
  }
}
class User {
  readonly since = new Date(0);
  readonly wallet = new Money(150);
}
const cyclic: Record<string, unknown> = {};
cyclic['self'] = cyclic;

/** Everything a model may return, by name. */
const RESULTS: Readonly<Record<string, unknown>> = {
  text: 'hi "é"',
  number: 1.5,
  nothing: undefined,
  null: null,
  false: false,
  buffer: Buffer.from('abc'),
  'part of an array': new Uint8Array([1, 2, 3]).subarray(1),
  floats: new Float32Array([1.5, Number.NaN]),
  bigint: 10n ** 20n,
  date: new Date(0),
  'no date': new Date(Number.NaN),
  map: new Map([['a', new Set([1])]]),
  NaN: Number.NaN,
  tensor: new Tensor('float32', new Float32Array([1, 2, 3, 4]), [2, 2]),
  'nested bytes': { b: Buffer.from('abc') },
  instance: new User(),
  instances: { list: [new User()], price: new Money(5) },
  url: new URL('http://localhost/a'),
  'functions within': { f: () => 1, list: [() => 1], u: undefined },
  function: () => 1,
  cycle: cyclic,
};

@LitEndpoint('/bytes')
class BytesApi {
  predict(name: string): unknown {
    return RESULTS[name];
  }
}

class Passing implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle();
  }
}

@LitEndpoint('/values')
@UseInterceptors(Passing)
class ValuesApi extends BytesApi {}

let runs = 0;
let aborted: () => void = () => undefined;

/** What one interceptor makes of an answer, by path. */
const intercepted = (
  path: string,
  change: (chain: Observable<unknown>) => Observable<unknown>,
): new () => object => {
  class Changing implements NestInterceptor {
    intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
      return change(next.handle());
    }
  }
  @LitEndpoint(path, { name: path.slice(1) })
  @UseInterceptors(Changing)
  class Api {
    predict(wait: unknown, context: { signal: AbortSignal }): unknown {
      runs++;
      if (wait !== true) return 'done';
      return new Promise((resolve) => {
        context.signal.addEventListener('abort', () => resolve(aborted()));
      });
    }
  }
  return Api;
};

@LitEndpoint('/empty')
class EmptyApi {
  @HttpCode(204)
  predict(): unknown {
    return { ignored: true };
  }
}

@LitEndpoint('/csv')
class CsvApi {
  @Header('content-type', 'text/csv')
  predict(): Buffer {
    return Buffer.from('a,b');
  }
}

describe.each(ADAPTERS)('answers on %s', (adapter) => {
  let running: RunningApp;
  beforeAll(async () => {
    running = await bootApp(adapter, {
      providers: [
        BytesApi,
        ValuesApi,
        EmptyApi,
        CsvApi,
        intercepted('/cached', () => of({ cached: true })),
        intercepted('/throws', (chain) =>
          chain.pipe(
            map(() => {
              throw new Error('secret');
            }),
          ),
        ),
        intercepted('/unwritable', (chain) => chain.pipe(map(() => cyclic))),
        intercepted('/hasty', (chain) => chain.pipe(timeout(20))),
      ],
    });
  });
  afterAll(() => running.close());

  it.each(Object.keys(RESULTS))('does not change when an interceptor is bound: %s', async (name) => {
    const [bytes, values] = await Promise.all([running.post('/bytes', name), running.post('/values', name)]);
    const id = /"requestId":"[^"]*"/;
    expect(values.status).toBe(bytes.status);
    expect(values.headers.get('content-type')).toBe(bytes.headers.get('content-type'));
    expect(values.text.replace(id, '')).toBe(bytes.text.replace(id, ''));
    expect(bytes.status).toBe(name === 'cycle' ? 500 : 200);
  });

  it('may come from an interceptor that asks no model', async () => {
    runs = 0;
    expect(await running.post('/cached', 1)).toMatchObject({ status: 200, json: { cached: true } });
    expect(runs).toBe(0);
  });

  it.each(['/throws', '/unwritable'])(
    'is a 500 without details when an interceptor fails: %s',
    async (path) => {
      const answer = await running.post(path, 1);
      expect(answer).toMatchObject({ status: 500, json: { requestId: answer.headers.get('x-request-id') } });
      expect(answer.text).not.toContain('secret');
    },
  );

  it('cancels the model when an interceptor gives up', async () => {
    const gone = new Promise<void>((resolve) => (aborted = resolve));
    expect((await running.post('/hasty', true)).status).toBe(500);
    await gone;
  });

  it('has no body with 204, nor headers of one', async () => {
    const answer = await running.post('/empty', 1);
    expect([answer.status, answer.text]).toEqual([204, '']);
    expect([answer.headers.get('content-length'), answer.headers.get('content-type')]).toEqual([null, null]);
  });

  it('keeps a content-type of the app', async () => {
    const answer = await running.post('/csv', 1);
    expect([answer.headers.get('content-type')?.split(';')[0], answer.text]).toEqual(['text/csv', 'a,b']);
  });
});
