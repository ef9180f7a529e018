import fastifyMultipart from '@fastify/multipart';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  Body,
  Injectable,
  UploadedFile,
  UseInterceptors,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { FileInterceptor } from '@nestjs/platform-express';
import { LitEndpoint } from 'nestjs-litserve';
import { from, mergeMap, type Observable } from 'rxjs';
import { bootApp, type RunningApp } from '../support/boot-app.js';
import { form, PNG, shown } from '../support/forms.js';

const MAX = 300_000;

/** An interceptor that has nothing to do with bodies. */
@Injectable()
class Wrap implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(mergeMap((value) => [{ wrapped: value }]));
  }
}

@LitEndpoint('/form')
class FormApi {
  predict(input: unknown): unknown {
    return shown(input);
  }
}

describe('FileInterceptor on Express', () => {
  @LitEndpoint('/upload', { maxPayloadBytes: MAX })
  @UseInterceptors(Wrap, FileInterceptor('image'))
  class UploadApi {
    decodeRequest(
      @UploadedFile() file: { originalname: string; buffer: Buffer },
      @Body() body: object,
    ): unknown {
      return [file.originalname, file.buffer, body];
    }

    predict(input: unknown): unknown {
      return shown(input);
    }
  }

  let running: RunningApp;
  afterEach(() => running.close());
  const send = (entries: Parameters<typeof form>[0]): Promise<Response> =>
    fetch(`${running.url}/upload`, { method: 'POST', body: form(entries) });

  it('reads its uploads itself', async () => {
    running = await bootApp('express', { providers: [UploadApi] });
    const answer = await send([
      ['a', '1'],
      ['image', PNG, 'x.png'],
    ]);
    expect(await answer.json()).toEqual({ wrapped: ['x.png', 'Buffer 7 1234', { a: '1' }] });
    expect((await send([['image', new Blob(['x'.repeat(MAX)]), 'x']])).status).toBe(413);
    expect((await send([['other', PNG, 'x']])).status).toBe(400);
  });
});

describe('@fastify/multipart', () => {
  @Injectable()
  class ReadFile implements NestInterceptor {
    intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
      const request = context.switchToHttp().getRequest<{
        body: unknown;
        file(): Promise<{ filename: string; toBuffer(): Promise<Buffer> } | undefined>;
      }>();
      const read = async (): Promise<void> => {
        const file = await request.file();
        request.body = { [file?.filename ?? '']: await file?.toBuffer() };
      };
      return from(read()).pipe(mergeMap(() => next.handle()));
    }
  }

  @LitEndpoint('/upload', { maxPayloadBytes: MAX })
  @UseInterceptors(ReadFile)
  class UploadApi {
    predict(input: unknown): unknown {
      return shown(input);
    }
  }

  let running: RunningApp;
  afterEach(() => running.close());
  const boot = async (options: object): Promise<void> => {
    running = await bootApp('fastify', {
      providers: [UploadApi, FormApi],
      setUp: async (app) => {
        await (app as never as { register(plugin: unknown, options: object): Promise<unknown> }).register(
          fastifyMultipart,
          options,
        );
      },
    });
  };
  const send = (path: string, body: FormData): Promise<Response> =>
    fetch(running.url + path, { method: 'POST', body });

  it('reads uploads itself where it is registered', async () => {
    await boot({});
    const answer = await send('/upload', form([['image', PNG, 'x.png']]));
    expect(await answer.json()).toEqual({ 'x.png': 'Buffer 7 1234' });
    expect((await send('/upload', form([['i', new Blob(['x'.repeat(MAX)]), 'x']]))).status).toBe(413);
  });

  it('fills the body of every route with attachFieldsToBody', async () => {
    await boot({ attachFieldsToBody: 'keyValues' });
    const answer = await send(
      '/form',
      form([
        ['a', '1'],
        ['image', PNG, 'x.png'],
      ]),
    );
    expect(await answer.json()).toEqual({ a: '1', image: 'Buffer 7 1234' });
  });
});
