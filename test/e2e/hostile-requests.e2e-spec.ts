import { Body, ParseArrayPipe, RawBody, ValidationPipe, VersioningType } from '@nestjs/common';
import { IsInt } from 'class-validator';
import { afterEach, describe, expect, it } from '@jest/globals';
import { LitContext, LitEndpoint } from 'nestjs-litserve';
import { gzipSync } from 'node:zlib';
import { ADAPTERS, bootApp, type RunningApp } from '../support/boot-app.js';
import { post, RawConnection } from '../support/raw-request.js';

class CountDto {
  @IsInt() n!: number;
}

@LitEndpoint('/echo', { maxPayloadBytes: 300_000 })
class EchoApi {
  predict(input: unknown): unknown {
    return { input };
  }
}

@LitEndpoint('/dto')
class DtoApi {
  decodeRequest(@Body() body: CountDto): number {
    return body.n;
  }

  predict(n: number): number {
    return n;
  }
}

@LitEndpoint('/list')
class ListApi {
  decodeRequest(@Body(new ParseArrayPipe({ items: CountDto })) list: CountDto[]): unknown {
    return list.map((one) => [one instanceof CountDto, one.n]);
  }

  predict(input: unknown): unknown {
    return input;
  }
}

@LitEndpoint('/signed')
class SignedApi {
  decodeRequest(@RawBody() raw: Buffer, @Body('a') a: number): unknown {
    return [raw.toString(), a];
  }

  predict(input: unknown): unknown {
    return input;
  }
}

@LitEndpoint('/files/*path')
class WildcardApi {
  predict(_input: unknown, context: LitContext): unknown {
    return Object.values(context.params);
  }
}

@LitEndpoint('/v', { version: '1', name: 'small', maxPayloadBytes: 100 })
class SmallApi {
  predict(): string {
    return 'small';
  }
}

@LitEndpoint('/v', { version: '2', name: 'large', maxPayloadBytes: 1000 })
class LargeApi {
  predict(): string {
    return 'large';
  }
}

const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

describe.each(ADAPTERS)('hostile requests on %s', (adapter) => {
  let running: RunningApp;
  afterEach(() => running.close());
  const boot = async (...providers: (new () => object)[]): Promise<void> => {
    running = await bootApp(adapter, {
      providers,
      setUp: (app) => void app.useGlobalPipes(new ValidationPipe({ transform: true })),
    });
  };
  const send = async (path: string, body: string, type = 'application/json'): Promise<[number, unknown]> => {
    const response = await fetch(running.url + path, {
      method: 'POST',
      headers: { 'content-type': type },
      body,
    });
    return [response.status, ((await response.json()) as { code?: string }).code];
  };

  it.each([500, 100_000])('are refused with 400 when nested %d deep, whoever looks', async (levels) => {
    await boot(EchoApi, DtoApi, ListApi);
    const refusals = await Promise.all([
      send('/echo', nested(levels)),
      send('/echo', nested(levels), 'application/x-www-form-urlencoded'),
      send('/dto', `{"n":${nested(levels)}}`),
      send('/list', nested(levels)),
    ]);
    for (const refusal of refusals) expect(refusal).toEqual([400, 'invalid_body']);
    expect((await running.post('/echo', 1)).status).toBe(200);
  });

  it('do not end the process when their client leaves inside a compressed body', async () => {
    await boot(EchoApi);
    const half = gzipSync(Buffer.alloc(50_000)).subarray(0, 20);
    const headers = { 'content-encoding': 'gzip', 'content-length': '1000' };
    for (const bytes of [half, Buffer.from('no gzip at all')]) {
      const client = new RawConnection(running.url).send(post('/echo', '', headers), bytes);
      client.leave();
      await client.closed;
    }
    // A chunk longer than it says it is: the parser hangs up while the decoder still works.
    const broken = post('/echo', '', { 'content-encoding': 'gzip', 'transfer-encoding': 'chunked' });
    const client = new RawConnection(running.url);
    client.send(broken.replace(/content-length: 0\r\n/, ''), '5\r\n\u00c2\u008b\u0008no gzip\r\n');
    await client.closed;
    expect((await running.post('/echo', 1)).status).toBe(200);
  });

  it('get their answers in order on one connection, refusals between them', async () => {
    await boot(EchoApi);
    const client = new RawConnection(running.url);
    client.send(
      post('/echo', '1') +
        post('/echo', '{') +
        post('/echo', '2') +
        post('/echo', '"x"', { 'content-encoding': 'gzip' }),
    );
    expect(await client.statuses(4)).toEqual([200, 400, 200, 400]);
    client.leave();
  });

  it('end a connection whose body nobody wants to read, after the answer', async () => {
    await boot(EchoApi);
    const client = new RawConnection(running.url);
    client.send(post('/echo', '', { 'content-length': '99999999' }));
    expect(await client.statuses(1)).toEqual([413]);
    await client.closed;
  });

  it('with both lengths are refused, and one that waits to continue is answered', async () => {
    await boot(EchoApi);
    const both = new RawConnection(running.url);
    both.send(post('/echo', '1', { 'transfer-encoding': 'chunked' }));
    expect(await both.statuses(1)).toEqual([400]);
    const waiting = new RawConnection(running.url).send(post('/echo', '1', { expect: '100-continue' }));
    expect(await waiting.statuses(2)).toEqual([100, 200]);
    both.leave();
    waiting.leave();
  });

  it('hold each version on a path to its own limit', async () => {
    running = await bootApp(adapter, {
      providers: [SmallApi, LargeApi],
      setUp: (app) => void app.enableVersioning({ type: VersioningType.HEADER, header: 'x-v' }),
    });
    const ask = async (version: string, size: number): Promise<number> =>
      (await running.post('/v', 'x'.repeat(size), { 'x-v': version })).status;
    expect([await ask('1', 50), await ask('1', 500), await ask('2', 500), await ask('2', 5000)]).toEqual([
      200, 413, 200, 413,
    ]);
  });

  it('cannot spoil a batch by what middleware made of them', async () => {
    running = await bootApp(adapter, {
      providers: [EchoApi],
      setUp: (app) =>
        void app.use(
          (request: { headers: Record<string, unknown> }, _response: unknown, next: () => void) => {
            Object.assign(request.headers, { 'x-user': { id: 1 }, 'x-level': 5, 'x-none': undefined });
            next();
          },
        ),
    });
    expect((await running.post('/echo', 1)).status).toBe(200);
  });
});

describe.each(ADAPTERS)('unusual, but right requests on %s', (adapter) => {
  it('bring lists of DTOs, raw bodies and wildcards to the hooks', async () => {
    const running = await bootApp(adapter, {
      providers: [ListApi, SignedApi, ...(adapter === 'express' ? [WildcardApi] : [])],
    });
    try {
      expect((await running.post('/list', [{ n: 1 }, { n: 2 }])).json).toEqual([
        [true, 1],
        [true, 2],
      ]);
      expect((await running.post('/list', [{ n: 'x' }])).status).toBe(400);
      expect((await running.post('/signed', { a: 1 })).json).toEqual(['{"a":1}', 1]);
      if (adapter === 'express') expect((await running.post('/files/a/b', 1)).json).toEqual(['a/b']);
    } finally {
      await running.close();
    }
  });
});
