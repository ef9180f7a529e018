import {
  Body,
  type CallHandler,
  type CanActivate,
  type ExecutionContext,
  HttpException,
  type LoggerService,
  type NestInterceptor,
  type PipeTransform,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LitContext, LitEndpoint } from 'nestjs-litserve';
import type { Observable } from 'rxjs';
import { ADAPTERS, bootApp, type RunningApp } from '../support/boot-app.js';
import { until } from '../support/start-app.js';

/** Of the client; nobody but the client may read it. */
const BODY_SECRET = 'canary-of-the-body';
const KEY_SECRET = 'canary-of-the-key';
/** What an error of the app may say of the machine it runs on. */
const INTERNAL = `cannot read /srv/models/model.onnx in process ${process.pid}`;
/** Paths, stacks, process ids, names of classes. */
const LEAK = new RegExp(
  [
    String.raw`/srv/`,
    String.raw`\.[jt]s\b`,
    'node_modules',
    'node:',
    String.raw`\bat \w`,
    String.raw`\b${process.pid}\b`,
    'Api\\b',
    'Error:',
  ].join('|'),
);

const fail = (): never => {
  throw new Error(INTERNAL);
};

class FailingGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<{ headers: Record<string, string> }>();
    return headers['x-fail'] === 'guard' ? fail() : headers['x-fail'] !== 'denied';
  }
}

class FailingPipe implements PipeTransform {
  transform(value: { fail?: string }): unknown {
    return value.fail === 'pipe' ? fail() : value;
  }
}

class FailingInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { body } = context.switchToHttp().getRequest<{ body: { fail?: string } }>();
    return body.fail === 'interceptor' ? fail() : next.handle();
  }
}

interface Question {
  readonly fail: string;
}

/** Fails where it is told to. */
@LitEndpoint('/fail', { maxBatchSize: 2, maxPayloadBytes: 1000, timeoutMs: 200, priority: priorityOf })
@UseGuards(FailingGuard)
@UseInterceptors(FailingInterceptor)
class FailingApi {
  decodeRequest(@Body(FailingPipe) body: Question): Question {
    return body.fail === 'decodeRequest' ? fail() : body;
  }

  batch(batch: Question[]): Question[] {
    return batch[0]?.fail === 'batch' ? fail() : batch;
  }

  predict(batch: Question[], contexts: LitContext[]): unknown {
    const [first] = batch;
    if (first?.fail === 'never') return new Promise(() => undefined);
    if (first?.fail === 'text') throw INTERNAL as never;
    if (first?.fail === 'status') throw Object.assign(new Error(INTERNAL), { status: 503, statusCode: 503 });
    if (first?.fail === 'cause') throw new HttpException('bad luck', 500, { cause: new Error(INTERNAL) });
    if (first?.fail === 'count') return [1, 2, 3];
    contexts[0]?.log('seen', 1);
    return first?.fail === 'predict' ? fail() : batch;
  }

  unbatch(batch: Question[]): Question[] {
    return batch[0]?.fail === 'unbatch' ? fail() : batch;
  }

  encodeResponse(answer: Question): unknown {
    if (answer.fail === 'cycle') {
      const cycle: Record<string, unknown> = {};
      return Object.assign(cycle, { cycle });
    }
    return answer.fail === 'encodeResponse' ? fail() : answer;
  }
}

function priorityOf(request: unknown): 'normal' {
  const { fail: where } = request as Question;
  return where === 'priority' ? fail() : where === 'priority result' ? (INTERNAL as 'normal') : 'normal';
}

@LitEndpoint('/stream', { stream: true })
class StreamApi {
  *predict({ fail: where }: Question): Generator<string> {
    if (where === 'first') fail();
    yield 'one';
    fail();
  }
}

/** Where an error comes from, and what the log has of it. */
const PLACES = (
  'guard, pipe, interceptor, priority, priority result, decodeRequest, batch, predict, text, status, unbatch, ' +
  'encodeResponse'
)
  .split(', ')
  .map((place) => [place, /request <id>[^]*model\.onnx/] as const);
/** What the worker could not send is in the worker's log. */
const WORKER_PLACES = [
  ['count', /FailingApi\.unbatch must return one result per item, 1 in this batch; it returned 3/],
  ['cycle', /answer\[0\]\.cycle: a reference back/],
] as const;

describe.each(ADAPTERS)('what is told of errors on %s', (adapter) => {
  let running: RunningApp;
  const logged: string[] = [];
  beforeAll(async () => {
    const note = (...parts: unknown[]): void => void logged.push(parts.map(String).join(' '));
    const logger: LoggerService = {
      log: note,
      error: note,
      warn: note,
      debug: note,
      verbose: note,
      fatal: note,
    };
    running = await bootApp(adapter, {
      providers: [FailingApi, StreamApi],
      setUp: (app) => app.useLogger(logger),
    });
  });
  afterAll(() => running.close());

  const ask = (path: string, body: string, headers: Record<string, string> = {}) =>
    running.ask(path, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${KEY_SECRET}`,
        cookie: `session=${KEY_SECRET}`,
        'x-api-key': KEY_SECRET,
        ...headers,
      },
    });
  const question = (where: string): string => JSON.stringify({ fail: where, text: BODY_SECRET });

  it.each([...PLACES, ...WORKER_PLACES])(
    'is a 500 that says nothing, and the reason in the log: %s',
    async (where, reason) => {
      const before = logged.length;
      const answer = await ask('/fail', question(where), where === 'guard' ? { 'x-fail': 'guard' } : {});
      expect(answer.status).toBe(500);
      const head = [...answer.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
      expect(`${head}\n${answer.text}`).not.toMatch(LEAK);
      const id = answer.headers.get('x-request-id') ?? 'none';
      await until('the log has it', () =>
        reason.test(logged.slice(before).join('\n').replaceAll(id, '<id>')),
      );
    },
  );

  it('is what an HttpException says, and not what caused it', async () => {
    const answer = await ask('/fail', question('cause'));
    expect(answer).toMatchObject({ status: 500, json: { message: 'bad luck' } });
    expect(answer.text).not.toMatch(LEAK);
  });

  it.each<[number, string, string, Record<string, string>]>([
    [400, 'malformed JSON', '{"a":/srv/', {}],
    [400, 'no gzip', 'zz', { 'content-encoding': 'gzip' }],
    [400, 'a wrong timeout', '{}', { 'x-litserve-timeout-ms': 'soon' }],
    [403, 'denied', '{}', { 'x-fail': 'denied' }],
    [413, 'too large', JSON.stringify('x'.repeat(2000)), {}],
    [415, 'a wrong encoding', '{}', { 'content-encoding': 'zip' }],
    [504, 'late', '{"fail":"never"}', {}],
  ])('is a %d without internals: %s', async (status, _, body, headers) => {
    const answer = await ask('/fail', body, headers);
    expect(answer.status).toBe(status);
    expect(answer.text.replace('/srv/', '')).not.toMatch(LEAK);
  });

  it.each(['first', 'later'])('is as little in a stream: %s', async (where) => {
    const { text } = await ask('/stream', question(where));
    expect(text).toContain('Internal server error');
    expect(text).not.toMatch(LEAK);
  });

  it('is an id of ours when that of the client is not sane', async () => {
    for (const id of ['a b', 'x'.repeat(65), '../../etc/passwd', '<script>']) {
      const answer = await ask('/fail', question('predict'), { 'x-request-id': id });
      expect(answer.headers.get('x-request-id')).toMatch(/^[\w-]{16}-\d+$/);
      expect(logged.join('\n')).not.toContain(id);
    }
  });

  it('is nothing that a client has sent, in any log', () => {
    expect(logged.length).toBeGreaterThan(PLACES.length);
    const all = logged.join('\n');
    expect(all).not.toContain(BODY_SECRET);
    expect(all).not.toContain(KEY_SECRET);
  });
});
