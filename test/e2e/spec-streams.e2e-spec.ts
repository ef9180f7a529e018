import {
  Body,
  Controller,
  createParamDecorator,
  HttpCode,
  Module,
  Post,
  type ExecutionContext,
  type StreamableFile,
} from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  LitEndpoint,
  LitRoute,
  LitServeService,
  LitSpec,
  serverSentEvent,
  ServesSpecs,
  type LitContext,
} from 'nestjs-litserve';
import { map } from 'rxjs';
import { ADAPTERS, bootApp, type RunningApp } from '../support/boot-app.js';
import { post, RawConnection } from '../support/raw-request.js';

const told = new LitSpec('told', 'ToldModule');
const RouteContext = createParamDecorator((_: unknown, context: ExecutionContext) => context);

@Controller('told')
class ToldController {
  constructor(private readonly service: LitServeService) {}

  @Post()
  @HttpCode(200)
  @LitRoute()
  async tell(@Body() body: unknown, @RouteContext() context: ExecutionContext): Promise<StreamableFile> {
    const open = await this.service.open({ name: 'words' }, context);
    const words = open.stream(body).pipe(map((word) => serverSentEvent(String(word), 'word')));
    return open.answerEvents(words, (error) => serverSentEvent((error as Error).message, 'oh'));
  }
}

@ServesSpecs(told)
@Module({ controllers: [ToldController] })
class ToldModule {}

const seen = { aborted: 0, sent: 0 };

@LitEndpoint('/words', { stream: true, specs: [told.declare({})], timeoutMs: 0 })
class WordsApi {
  async *predict(text: string, { signal }: LitContext): AsyncGenerator<string> {
    signal.addEventListener('abort', () => (seen.aborted += 1));
    for (const word of text.split(' ')) {
      if (word === 'FAIL') throw new Error('it failed');
      await new Promise((next) => setImmediate(next));
      if (word !== 'FLOOD') yield word;
      else while (!signal.aborted) yield flood();
    }
  }
}

function flood(): string {
  seen.sent += 1;
  return 'x'.repeat(100_000);
}

describe.each(ADAPTERS)('the stream of a spec on %s', (adapter) => {
  let app: RunningApp;
  beforeAll(async () => {
    app = await bootApp(adapter, { imports: [ToldModule], providers: [WordsApi] });
  });
  afterAll(() => app.close());

  it('is server-sent events, which nobody on the way keeps back', async () => {
    const answer = await app.post('/told', 'a b\nc', { 'x-request-id': 'r-1' });
    expect(answer.text).toBe('event: word\ndata: a\n\nevent: word\ndata: b\ndata: c\n\n');
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
      'x-request-id': 'r-1',
    });
  });

  it('is an ordinary error before the first event, and ends with one after it', async () => {
    expect(await app.post('/told', 'FAIL')).toMatchObject({ status: 500, json: { code: 'internal_error' } });
    const late = await app.post('/told', 'a FAIL');
    expect(late.text).toMatch(/^event: word\ndata: a\n\nevent: oh\ndata: .*\n\n$/);
  });

  it('waits for a client that does not read, and is cancelled when that goes', async () => {
    Object.assign(seen, { aborted: 0, sent: 0 });
    const client = new RawConnection(app.url).send(post('/told', '"a FLOOD"')).pause();
    let before = -1;
    while (seen.sent === 0 || before !== seen.sent) {
      before = seen.sent;
      await new Promise((next) => setTimeout(next, 100));
    }
    expect(app.app.get(LitServeService).stats()['words']?.running).toBe(1);
    client.leave();
    while (seen.aborted === 0) await new Promise((next) => setImmediate(next));
  });
});
