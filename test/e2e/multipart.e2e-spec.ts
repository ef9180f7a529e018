import {
  Body,
  Injectable,
  type CallHandler,
  type CanActivate,
  type ExecutionContext,
  type INestApplication,
  type NestInterceptor,
  UseGuards,
  UseInterceptors,
  ValidationPipe,
} from '@nestjs/common';
import { IsNotEmpty, IsObject } from 'class-validator';
import { afterEach, describe, expect, it } from '@jest/globals';
import { LitEndpoint, LitFile, type LitServeOptions } from 'nestjs-litserve';
import { mergeMap, type Observable } from 'rxjs';
import { ADAPTERS, bootApp, type Adapter, type RunningApp } from '../support/boot-app.js';
import { form, PNG, shown } from '../support/forms.js';
import { post, RawConnection } from '../support/raw-request.js';

const MAX = 300_000;

@Injectable()
class Key implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    return !context.switchToHttp().getRequest<{ headers: object }>().headers['x-deny' as never];
  }
}

/** An interceptor that has nothing to do with bodies. */
@Injectable()
class Wrap implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(mergeMap((value) => [{ wrapped: value }]));
  }
}

@LitEndpoint('/form', { maxPayloadBytes: MAX })
@UseGuards(Key)
class FormApi {
  predict(input: unknown): unknown {
    return shown(input);
  }
}

@LitEndpoint('/wrapped', { maxPayloadBytes: MAX })
@UseInterceptors(Wrap)
class WrappedApi {
  predict(input: unknown): unknown {
    return shown(input);
  }
}

class UploadDto {
  @IsNotEmpty() label!: string;
  @IsObject() image!: LitFile;
}

@LitEndpoint('/dto', { priority: ({ label }: UploadDto) => (label === 'now' ? 'high' : 'low') })
class DtoApi {
  decodeRequest(@Body() body: UploadDto): unknown {
    return [body instanceof UploadDto, body.label, body.image];
  }

  predict(input: unknown, context: { priority: string }): unknown {
    return [context.priority, shown(input)];
  }
}

@LitEndpoint('/field')
class FieldApi {
  decodeRequest(@Body('image') image: LitFile): Buffer {
    return image.bytes;
  }

  predict(input: Buffer): number {
    return input.length;
  }
}

describe.each(ADAPTERS)('multipart on %s', (adapter: Adapter) => {
  let running: RunningApp;
  afterEach(() => running.close());

  const boot = async (
    setUp?: (app: INestApplication) => void | Promise<void>,
    litserve: LitServeOptions = {},
  ): Promise<void> => {
    const providers = [FormApi, WrappedApi, DtoApi, FieldApi];
    running = await bootApp(adapter, { providers, litserve, ...(setUp ? { setUp } : {}) });
  };
  const send = async (
    path: string,
    body: FormData | string,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; json: unknown }> => {
    const response = await fetch(running.url + path, { method: 'POST', body, headers });
    return { status: response.status, json: JSON.parse(await response.text()) as unknown };
  };

  it.each([
    ['small', 10],
    ['large', 200_000],
  ])('gives texts and files of a %s form, whatever reads it', async (_, size) => {
    await boot();
    const body = form([
      ['text', 'é'],
      ['tag', 'a'],
      ['tag', 'b'],
      ['image', new Blob(['1234567'.padEnd(size, '.')], { type: 'image/png' }), 'a b.png'],
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
    const seen = {
      text: 'é',
      tag: ['a', 'b'],
      image: { name: 'a b.png', type: 'image/png', bytes: `Buffer ${size} 1234` },
      constructor: 'y',
    };
    expect(await send('/form', body)).toEqual({ status: 200, json: seen });
    expect(await send('/wrapped', body)).toEqual({ status: 200, json: { wrapped: seen } });
    expect((await send('/field', body)).json).toBe(size);
  });

  it.each([false, true])(
    'shows pipes, DTOs and scheduling functions the form',
    async (enableImplicitConversion) => {
      const options = { whitelist: true, transform: true, transformOptions: { enableImplicitConversion } };
      await boot((app) => void app.useGlobalPipes(new ValidationPipe(options)));
      const body = form([
        ['label', 'now'],
        ['image', PNG, 'x.png'],
        ['more', '1'],
      ]);
      const image = { name: 'x.png', type: 'image/png', bytes: 'Buffer 7 1234' };
      expect(await send('/dto', body)).toEqual({ status: 200, json: ['high', [true, 'now', image]] });
      expect((await send('/dto', form([['label', 'now']]))).status).toBe(400);
      expect(await send('/field', body)).toEqual({ status: 200, json: 7 });
    },
  );

  it.each(['/form', '/wrapped'])('refuses broken forms at %s with 400', async (path) => {
    await boot();
    const type = { 'content-type': 'multipart/form-data; boundary=X' };
    for (const body of ['', 'nonsense', '--X\r\nContent-Disposition: form-data; name="a"\r\n\r\n1']) {
      expect(await send(path, body, type)).toMatchObject({ status: 400, json: { code: 'invalid_body' } });
    }
    expect(await send(path, '--X--', { 'content-type': 'multipart/form-data' })).toMatchObject({
      status: 400,
      json: { code: 'invalid_body', message: expect.stringContaining('names no boundary') },
    });
    expect(await send(path, '--X--\r\n', type)).toMatchObject({ status: 200 });
  });

  it.each(['/form', '/wrapped'])('refuses forms too large at %s, with a length and chunked', async (path) => {
    await boot();
    const large = form([['image', new Blob(['x'.repeat(MAX)]), 'x']]);
    expect(await send(path, large)).toMatchObject({ status: 413, json: { code: 'payload_too_large' } });
    const connection = new RawConnection(running.url).send(
      `POST ${path} HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n` +
        'content-type: multipart/form-data; boundary=X\r\n\r\n',
      ...Array.from({ length: 8 }, () => `${(50_000).toString(16)}\r\n${'x'.repeat(50_000)}\r\n`),
    );
    expect(await connection.statuses(1)).toEqual([413]);
    connection.leave();
  });

  it('lets guards speak first', async () => {
    await boot();
    const headers = { 'x-deny': '1' };
    expect((await send('/form', form([['image', new Blob(['x'.repeat(MAX)]), 'x']]), headers)).status).toBe(
      403,
    );
    expect((await send('/form', 'x', { ...headers, 'content-type': 'multipart/form-data' })).status).toBe(
      403,
    );
  });

  it('keeps the connection for what comes after a form', async () => {
    await boot();
    const body = '--X\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--X--\r\n';
    const request = post('/form', body, { 'content-type': 'multipart/form-data; boundary=X' });
    const connection = new RawConnection(running.url).send(request, request, post('/form', '1'));
    expect(await connection.statuses(3)).toEqual([200, 200, 200]);
    connection.leave();
  });

  it('gives the bytes of other multipart types', async () => {
    await boot();
    const answer = await send('/form', '--X--', { 'content-type': 'multipart/mixed; boundary=X' });
    expect(answer).toEqual({ status: 200, json: 'Buffer 5 --X-' });
  });
});
