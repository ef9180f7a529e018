import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  BadRequestException,
  Body,
  Controller,
  Injectable,
  Module,
  Post,
  Scope,
  Sse,
  type MessageEvent,
} from '@nestjs/common';
import {
  EndpointRef,
  getEndpointToken,
  InjectEndpoint,
  LitContext,
  LitEndpoint,
  LitResponse,
  LitServeService,
} from 'nestjs-litserve';
import { setTimeout as sleep } from 'node:timers/promises';
import { firstValueFrom, map, take, toArray, type Observable } from 'rxjs';
import { ADAPTERS, bootApp, type RunningApp } from '../support/boot-app.js';

class Text {
  constructor(readonly text: string) {}
  get length(): number {
    return this.text.length;
  }
}

@LitEndpoint('/length', { maxBatchSize: 4 })
class LengthApi {
  decodeRequest(@Body() body: Text): number {
    return body instanceof Text ? body.length : -1;
  }
  predict(batch: number[]): number[] {
    return batch;
  }
  encodeResponse(length: number): { length: number } {
    return { length };
  }
}

@LitEndpoint('/count', { stream: true })
class CountApi {
  async *predict(to: number): AsyncGenerator<{ i: number }> {
    for (let i = 0; i < to; i++) yield await Promise.resolve({ i });
  }
}

@LitEndpoint('/echo', { name: 'echo' })
@LitEndpoint('/loud', { name: 'loud' })
class EchoApi {
  predict(input: { text?: string; fail?: boolean; bytes?: Uint8Array }, ctx: LitContext): unknown {
    if (input.fail) throw new BadRequestException('no such text');
    if (input.bytes) return new LitResponse({ bytes: input.bytes.length }, { status: 201 });
    return { ...input, requestId: ctx.requestId, headers: ctx.headers, query: ctx.query };
  }
}

@Injectable()
class Provider {
  @InjectEndpoint(CountApi) readonly count!: EndpointRef<CountApi>;

  all(to: number): Promise<{ i: number }[]> {
    return this.count.predict(to);
  }
}

@Injectable({ scope: Scope.REQUEST })
class RequestScoped {
  constructor(@InjectEndpoint(LengthApi) readonly length: EndpointRef<LengthApi>) {}
}

abstract class Base {
  constructor(@InjectEndpoint(EchoApi, 'loud') readonly loud: EndpointRef<EchoApi>) {}
}

@Injectable()
class Derived extends Base {}

@Controller('calls')
class CallsController {
  constructor(
    @InjectEndpoint(LengthApi) private readonly length: EndpointRef<LengthApi>,
    private readonly provider: Provider,
    private readonly scoped: RequestScoped,
  ) {}

  @Post('length')
  async lengthOf(@Body() { text }: { text: string }): Promise<{ length: number }> {
    return this.length.predict(new Text(text));
  }

  @Post('scoped')
  async scopedLength(@Body() { text }: { text: string }): Promise<{ length: number }> {
    return this.scoped.length.predict(new Text(text));
  }

  @Sse('count')
  count(): Observable<MessageEvent> {
    return this.provider.count.stream(3).pipe(map((data) => ({ data })));
  }
}

/** Consumers in a module that does not import ours. */
@Module({
  providers: [Provider, Derived, RequestScoped],
  controllers: [CallsController],
  exports: [Provider],
})
class ConsumersModule {}

@Module({ providers: [LengthApi, CountApi, EchoApi] })
class EndpointsModule {}

describe.each(ADAPTERS)('calls from code on %s', (adapter) => {
  let running: RunningApp;
  const refOf = <Api>(cls: new () => Api, name?: string): EndpointRef<Api> =>
    running.app.get(LitServeService).ref(cls, name);
  beforeAll(async () => {
    running = await bootApp(adapter, {
      imports: [ConsumersModule, EndpointsModule],
      providers: [
        { provide: 'made', useFactory: (ref: EndpointRef) => ref, inject: [getEndpointToken(LengthApi)] },
      ],
    });
  });
  afterAll(() => running.close());

  it('answers a controller with what encodeResponse gave; an instance crosses as one', async () => {
    const answer = await running.post('/calls/length', { text: 'four' });
    expect(answer).toMatchObject({ status: 201, json: { length: 4 } });
  });

  it('answers a request-scoped provider', async () => {
    expect((await running.post('/calls/scoped', { text: 'seven77' })).json).toEqual({ length: 7 });
  });

  it('answers a heir of who asks, a property, and useFactory', async () => {
    expect(await running.app.get(Derived, { strict: false }).loud.predict({ text: 'a' })).toMatchObject({
      text: 'a',
    });
    expect(await running.app.get(Provider, { strict: false }).all(2)).toEqual([{ i: 0 }, { i: 1 }]);
    const made = running.app.get<EndpointRef<LengthApi>>('made');
    expect(await made.predict(new Text('ab'))).toEqual({ length: 2 });
  });

  it('streams to a controller, and one value of an endpoint that does not stream', async () => {
    const answer = await running.get('/calls/count');
    expect(answer.text.match(/data: .*/g)).toEqual([0, 1, 2].map((i) => `data: {"i":${i}}`));
    const one = refOf(LengthApi).stream(new Text('abc'));
    expect(await firstValueFrom(one.pipe(toArray()))).toEqual([{ length: 3 }]);
  });

  it('takes streams that are longer than the credit a worker begins with', async () => {
    const chunks = await refOf(CountApi).predict(50_000);
    expect(chunks).toHaveLength(50_000);
    expect(chunks.at(-1)).toEqual({ i: 49_999 });
  });

  it('calls anew for each subscription, and never before', async () => {
    const before = (await refOf(CountApi).stats()).submitted;
    const stream = refOf(CountApi).stream(1);
    await sleep(0);
    expect((await refOf(CountApi).stats()).submitted).toBe(before);
    await Promise.all([firstValueFrom(stream), firstValueFrom(stream)]);
    expect((await refOf(CountApi).stats()).submitted).toBe(before + 2);
  });

  it('gives the body of a LitResponse, carries bytes, and shows no headers of a request', async () => {
    const echo = refOf(EchoApi, 'echo');
    expect(await echo.predict({ bytes: new Uint8Array(70_000) })).toEqual({ bytes: 70_000 });
    expect(await echo.predict({ text: 'x' })).toMatchObject({ text: 'x', headers: {}, query: {} });
  });

  it('shares batches and queue with HTTP requests', async () => {
    const { batches: before } = await refOf(LengthApi).stats();
    const texts = ['a', 'bb', 'ccc'];
    const [called] = await Promise.all([
      Promise.all(texts.map((text) => refOf(LengthApi).predict(new Text(text)))),
      running.post('/length', { text: 'dddd' }),
    ]);
    expect(called).toEqual(texts.map(({ length }) => ({ length })));
    const { batches } = await refOf(LengthApi).stats();
    const runs = Object.entries(batches).reduce((sum, [size, count]) => sum + count - (before[size] ?? 0), 0);
    expect(runs).toBeLessThan(4);
  });

  it('rejects with what a hook threw, and with what cannot cross', async () => {
    const failed = refOf(EchoApi, 'echo').predict({ fail: true });
    await expect(failed).rejects.toMatchObject({ status: 400, message: 'no such text' });
    await expect(failed).rejects.toBeInstanceOf(BadRequestException);
    await expect(refOf(EchoApi, 'echo').predict(() => 1)).rejects.toThrow(/args\[0\].*function/);
  });

  it.each([
    ['timeoutMs', { timeoutMs: 0 }, 'timeoutMs must be milliseconds above 0, got 0'],
    ['priority', { priority: 'top' as 'high' }, 'priority must be "high", "normal" or "low", got "top"'],
    ['ctx', { ctx: { signal: undefined } as unknown as LitContext }, 'ctx must be the LitContext'],
  ])('rejects a wrong %s', async (_, options, message) => {
    await expect(refOf(CountApi).predict(1, options)).rejects.toThrow(message);
  });

  it('rejects with the reason of its signal, whenever that is aborted', async () => {
    const reason = new Error('no longer needed');
    const signal = AbortSignal.abort(reason);
    const before = await refOf(CountApi).stats();
    await expect(refOf(CountApi).predict(1, { signal })).rejects.toBe(reason);
    const abort = new AbortController();
    const called = refOf(CountApi).predict(1e6, { signal: abort.signal });
    abort.abort(reason);
    await expect(called).rejects.toBe(reason);
    const { submitted, cancelled } = await refOf(CountApi).stats();
    expect([submitted - before.submitted, cancelled - before.cancelled]).toEqual([1, 1]);
  });

  it('ends a stream whose subscriber goes', async () => {
    const before = await refOf(CountApi).stats();
    const seen = await firstValueFrom(refOf(CountApi).stream(1e6).pipe(take(2), toArray()));
    expect(seen).toEqual([{ i: 0 }, { i: 1 }]);
    const idle = async (): Promise<boolean> => (await refOf(CountApi).stats()).running === 0;
    while (!(await idle())) await sleep(1);
    expect(await refOf(CountApi).stats()).toMatchObject({ waiting: 0, cancelled: before.cancelled + 1 });
  });

  it('is described by the service: endpoints, refs and stats by name', async () => {
    const service = running.app.get(LitServeService);
    expect(service.endpoints.map(({ name, cls, paths }) => [name, cls.name, paths])).toEqual([
      ['length', 'LengthApi', ['/length']],
      ['count', 'CountApi', ['/count']],
      ['echo', 'EchoApi', ['/echo']],
      ['loud', 'EchoApi', ['/loud']],
    ]);
    const [length] = service.endpoints;
    expect(await length?.ref.predict(new Text('abcd'))).toEqual({ length: 4 });
    expect(await service.ref(LengthApi).stats()).toEqual(service.stats()['length']);
    expect(length?.options).toMatchObject({ maxBatchSize: 4 });
  });
});
