import {
  Injectable,
  UnauthorizedException,
  UseGuards,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LitEndpoint, LitServeException, LitServeService, type LitContext } from 'nestjs-litserve';
import {
  openAIChat,
  openAICompletions,
  openAIEmbeddings,
  OpenAIModule,
  type ChatRequest,
} from 'nestjs-litserve/openai';
import OpenAI, {
  APIError,
  AuthenticationError,
  BadRequestError,
  InternalServerError,
  NotFoundError,
  PermissionDeniedError,
  RateLimitError,
} from 'openai';
import { ADAPTERS, bootApp, type Adapter, type RunningApp } from '../support/boot-app.js';

const words = (text: string): number => text.split(/\s+/).filter((one) => one !== '').length;

/** The two lines a plain text endpoint needs, and a hook that counts. */
@LitEndpoint('/tiny', {
  stream: true,
  concurrency: 4,
  specs: [
    openAIChat({ model: 'org/tiny', countTokens: words }),
    openAICompletions({ model: 'org/tiny', countTokens: words }),
  ],
})
class TinyApi {
  async *predict(text: string): AsyncGenerator<string> {
    if (text === 'fail at once') throw new Error('secret');
    for (const word of text.split(' ')) {
      if (word === 'FAIL') throw new Error('secret');
      await new Promise((next) => setImmediate(next));
      yield `${word} `;
    }
  }
}

const seen = { aborted: 0, busy: 0, requests: [] as ChatRequest[], batches: [] as number[] };

@LitEndpoint('/endless', { stream: true, specs: [openAIChat({ model: 'endless' })] })
class EndlessApi {
  async *predict(_: string, context: LitContext): AsyncGenerator<string> {
    context.signal.addEventListener('abort', () => (seen.aborted += 1));
    for (;;) {
      await new Promise((next) => setImmediate(next));
      yield 'more ';
    }
  }
}

/** A unary model that looks at the whole request. */
@LitEndpoint('/tools', { specs: [openAIChat({ model: 'tools', decode: (request) => request })] })
class ToolsApi {
  predict(request: ChatRequest): unknown {
    seen.requests.push(request);
    if (request.response_format?.['type'] === 'json_schema') return '{"a":1}';
    if (!request.tools)
      return { content: 'cut', finish_reason: 'length', usage: { prompt_tokens: 3, completion_tokens: 1 } };
    const call = (city: string) => ({ function: { name: 'weather', arguments: JSON.stringify({ city }) } });
    return { tool_calls: [call('Rome'), call('Oslo')] };
  }
}

/** Tool calls in pieces. */
@LitEndpoint('/pieces', { stream: true, specs: [openAIChat({ model: 'pieces' })] })
class PiecesApi {
  *predict(): Generator {
    yield { tool_calls: [{ index: 0, id: 'call_1', function: { name: 'weather', arguments: '{"city"' } }] };
    yield { tool_calls: [{ index: 0, function: { arguments: ':"Rome"}' } }] };
  }
}

@LitEndpoint('/busy', { specs: [openAIChat({ model: 'busy' })] })
class BusyApi {
  predict(): string {
    seen.busy += 1;
    if (seen.busy === 1) throw new LitServeException('queue_full', { retryAfterSeconds: 1 });
    return 'free again';
  }
}

@LitEndpoint('/embed', { maxBatchSize: 8, specs: [openAIEmbeddings({ model: 'embed', countTokens: words })] })
class EmbedApi {
  predict(inputs: (string | number[])[]): number[][] {
    seen.batches.push(inputs.length);
    return inputs.map((input) => [3, 4, input.length]);
  }
}

@Injectable()
class NeverGuard implements CanActivate {
  canActivate(): boolean {
    return false;
  }
}

@LitEndpoint('/denied', { specs: [openAIChat({ model: 'denied' })] })
@UseGuards(NeverGuard)
class DeniedApi {
  predict(): string {
    return 'secret';
  }
}

@Injectable()
class KeyGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<{ headers: Record<string, string> }>();
    if (headers['authorization'] !== 'Bearer right') throw new UnauthorizedException('no such key');
    return true;
  }
}

const start = (adapter: Adapter): Promise<RunningApp> =>
  bootApp(adapter, {
    imports: [OpenAIModule.forRoot()],
    providers: [
      TinyApi,
      EndlessApi,
      ToolsApi,
      PiecesApi,
      BusyApi,
      EmbedApi,
      DeniedApi,
      { provide: APP_GUARD, useClass: KeyGuard },
    ],
  });

const user = (content: string): OpenAI.ChatCompletionMessageParam[] => [{ role: 'user', content }];

describe.each(ADAPTERS)('the openai package, on %s', (adapter) => {
  let app: RunningApp;
  let client: OpenAI;
  beforeAll(async () => {
    app = await start(adapter);
    client = new OpenAI({ apiKey: 'right', baseURL: `${app.url}/v1`, maxRetries: 0 });
  });
  afterAll(() => app.close());

  describe('chat completions', () => {
    it('answer at once, with a model that streams', async () => {
      const answer = await client.chat.completions.create({
        model: 'org/tiny',
        messages: [{ role: 'system', content: 'be brief' }, ...user('one two')],
      });
      expect(answer).toMatchObject({
        object: 'chat.completion',
        model: 'org/tiny',
        choices: [
          {
            index: 0,
            message: { role: 'assistant', content: 'one two ', refusal: null },
            finish_reason: 'stop',
          },
        ],
        usage: { prompt_tokens: 4, completion_tokens: 2, total_tokens: 6 },
      });
      expect(answer.id).toMatch(/^chatcmpl-/);
      expect(answer._request_id).toBeTruthy();
    });

    it('stream, with usage in a chunk of its own only when it is asked for', async () => {
      const chunks = async (include_usage: boolean) => {
        const stream = await client.chat.completions.create({
          model: 'org/tiny',
          messages: user('one two'),
          stream: true,
          stream_options: { include_usage },
        });
        return collect(stream);
      };
      const plain = await chunks(false);
      expect(plain.map(({ choices }) => choices[0]?.delta)).toEqual([
        { role: 'assistant', content: '' },
        { content: 'one ' },
        { content: 'two ' },
        {},
      ]);
      expect(plain.at(-1)?.choices[0]?.finish_reason).toBe('stop');
      expect(plain.every((chunk) => !('usage' in chunk))).toBe(true);
      const counted = await chunks(true);
      expect(counted.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: 4 } });
      expect(counted.slice(0, -1).every(({ usage }) => usage === null)).toBe(true);
    });

    it('stream from a model that does not', async () => {
      const stream = client.chat.completions.stream({ model: 'tools', messages: user('x') });
      const final = await stream.finalChatCompletion();
      expect(final.choices[0]).toMatchObject({ message: { content: 'cut' }, finish_reason: 'length' });
    });

    it('have as many choices as asked for, in either way', async () => {
      const request = { model: 'org/tiny', messages: user('a b'), n: 2 };
      const answer = await client.chat.completions.create(request);
      expect(answer.choices.map(({ index, message }) => [index, message.content])).toEqual([
        [0, 'a b '],
        [1, 'a b '],
      ]);
      expect(answer.usage).toMatchObject({ prompt_tokens: 2, completion_tokens: 4 });
      const final = await client.chat.completions.stream(request).finalChatCompletion();
      expect(final.choices.map(({ message }) => message.content)).toEqual(['a b ', 'a b ']);
    });

    it('end before a stop sequence, although the model knows of none', async () => {
      const request = { model: 'org/tiny', messages: user('one two three'), stop: ['wo th', 'nothing'] };
      const answer = await client.chat.completions.create(request);
      expect(answer.choices[0]).toMatchObject({ message: { content: 'one t' }, finish_reason: 'stop' });
      const final = await client.chat.completions.stream(request).finalChatCompletion();
      expect(final.choices[0]?.message.content).toBe('one t');
    });

    it('say that they were cut at the number of tokens asked for', async () => {
      const answer = await client.chat.completions.create({
        model: 'org/tiny',
        messages: user('one two'),
        max_completion_tokens: 2,
      });
      expect(answer.choices[0]?.finish_reason).toBe('length');
    });

    it('hand tools, formats and unknown fields to the model, and its calls back', async () => {
      seen.requests = [];
      const tools = [{ type: 'function' as const, function: { name: 'weather', parameters: {} } }];
      const answer = await client.chat.completions.create({
        model: 'tools',
        messages: user('?'),
        tools,
        top_k: 5,
      } as OpenAI.ChatCompletionCreateParamsNonStreaming);
      expect(answer.choices[0]).toMatchObject({
        finish_reason: 'tool_calls',
        message: {
          content: null,
          tool_calls: [
            {
              id: expect.stringMatching(/^call_/),
              type: 'function',
              function: { arguments: '{"city":"Rome"}' },
            },
            { function: { arguments: '{"city":"Oslo"}' } },
          ],
        },
      });
      expect(seen.requests[0]).toMatchObject({ tools, extra: { top_k: 5 } });
      const parsed = await client.chat.completions.parse({
        model: 'tools',
        messages: user('?'),
        response_format: { type: 'json_schema', json_schema: { name: 'a', schema: {} } },
      });
      expect(parsed.choices[0]?.message.content).toBe('{"a":1}');
    });

    it('stream tool calls in pieces', async () => {
      const stream = client.chat.completions.stream({ model: 'pieces', messages: user('?') });
      const { choices } = await stream.finalChatCompletion();
      expect(choices[0]).toMatchObject({
        finish_reason: 'tool_calls',
        message: {
          tool_calls: [{ id: 'call_1', function: { name: 'weather', arguments: '{"city":"Rome"}' } }],
        },
      });
    });

    it('stop in the worker when the client leaves', async () => {
      seen.aborted = 0;
      const stream = await client.chat.completions.create({
        model: 'endless',
        messages: user('x'),
        stream: true,
      });
      for await (const chunk of stream) {
        if (chunk.choices[0]?.delta.content) break;
      }
      const stats = () => app.app.get(LitServeService).stats()['endless'];
      while (seen.aborted === 0 || stats()?.running !== 0) await new Promise((next) => setImmediate(next));
      expect(stats()).toMatchObject({ cancelled: 1 });
    });
  });

  describe('errors', () => {
    const fails = (request: object): Promise<APIError> =>
      client.chat.completions.create(request as OpenAI.ChatCompletionCreateParamsNonStreaming).then(
        () => Promise.reject(new Error('it did not fail')),
        (error: APIError) => error,
      );

    it('name the field that is wrong', async () => {
      const error = await fails({ model: 'org/tiny', messages: user('x'), temperature: 'hot' });
      expect(error).toBeInstanceOf(BadRequestError);
      expect(error).toMatchObject({
        param: 'temperature',
        type: 'invalid_request_error',
        code: 'invalid_type',
      });
      expect(await fails({ model: 'org/tiny', messages: [{ role: 'user' }] })).toMatchObject({
        status: 400,
        param: 'messages[0].content',
      });
      expect(await fails({ model: 'org/tiny' })).toMatchObject({ status: 400, param: 'messages' });
    });

    it('are those of the app’s guards, in OpenAI’s shape', async () => {
      const stranger = client.withOptions({ apiKey: 'wrong' });
      const request = { model: 'org/tiny', messages: user('x') };
      const error = await stranger.chat.completions.create(request).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(AuthenticationError);
      expect(error).toMatchObject({ code: 'invalid_api_key', error: { message: 'no such key' } });
      expect(await fails({ ...request, model: 'denied' })).toBeInstanceOf(PermissionDeniedError);
    });

    it('tell of a model that does not exist', async () => {
      const error = await fails({ model: 'gone', messages: user('x') });
      expect(error).toBeInstanceOf(NotFoundError);
      expect(error).toMatchObject({ code: 'model_not_found', param: 'model' });
      expect(await fails({ model: 'embed', messages: user('x') })).toMatchObject({ status: 404 });
    });

    it('ask to come back, and the client does', async () => {
      seen.busy = 0;
      const request = { model: 'busy', messages: user('x') };
      const error = await fails(request);
      expect(error).toBeInstanceOf(RateLimitError);
      expect(error).toMatchObject({ code: 'rate_limit_exceeded' });
      expect(error.headers?.get('retry-after')).toBe('1');
      seen.busy = 0;
      const answer = await client.withOptions({ maxRetries: 1 }).chat.completions.create(request);
      expect(answer.choices[0]?.message.content).toBe('free again');
    });

    it('have a status before the first chunk, and are data after it; no word of what went wrong inside', async () => {
      const stream = (content: string) =>
        client.chat.completions.create({ model: 'org/tiny', messages: user(content), stream: true });
      const before = await stream('fail at once').catch((thrown: unknown) => thrown);
      expect(before).toBeInstanceOf(InternalServerError);
      expect((before as APIError).headers?.get('x-should-retry')).toBe('false');
      const after = await collect(await stream('one FAIL')).catch((thrown: unknown) => thrown);
      expect(after).toBeInstanceOf(APIError);
      expect(after).toMatchObject({ type: 'server_error' });
      expect(JSON.stringify([before, after])).not.toContain('secret');
    });
  });

  it('lists and retrieves the models its guards let it use, with slashes in their ids', async () => {
    const ids = (await collect(await client.models.list())).map(({ id }) => id);
    expect(ids).toEqual(['org/tiny', 'endless', 'tools', 'pieces', 'busy', 'embed']);
    expect(await client.models.retrieve('org/tiny')).toMatchObject({ id: 'org/tiny', object: 'model' });
    expect(
      (await fetch(`${app.url}/v1/models/org/tiny`, { headers: { authorization: 'Bearer right' } })).status,
    ).toBe(200);
    await expect(client.models.retrieve('denied')).rejects.toMatchObject({ status: 403 });
    await expect(client.models.retrieve('gone')).rejects.toMatchObject({ code: 'model_not_found' });
  });

  it('completes prompts', async () => {
    const answer = await client.completions.create({ model: 'org/tiny', prompt: ['a b', 'c'], echo: true });
    expect(answer).toMatchObject({
      object: 'text_completion',
      choices: [
        { index: 0, text: 'a ba b ', finish_reason: 'stop', logprobs: null },
        { index: 1, text: 'cc ' },
      ],
      usage: { prompt_tokens: 3, completion_tokens: 3 },
    });
    const stream = await client.completions.create({ model: 'org/tiny', prompt: 'a b', stream: true });
    const texts = (await collect(stream)).map(({ choices }) => [choices[0]?.text, choices[0]?.finish_reason]);
    expect(texts).toEqual([
      ['a ', null],
      ['b ', null],
      ['', 'stop'],
    ]);
  });

  describe('embeddings', () => {
    it.each([undefined, 'float', 'base64'] as const)('come as %s', async (encoding_format) => {
      const { data, usage } = await client.embeddings.create({
        model: 'embed',
        input: 'four',
        ...(encoding_format ? { encoding_format } : {}),
      });
      const vector: unknown = data[0]?.embedding;
      const floats =
        typeof vector === 'string'
          ? [...new Float32Array(Uint8Array.from(Buffer.from(vector, 'base64')).buffer)]
          : vector;
      expect(floats).toEqual([3, 4, 4]);
      expect(usage).toEqual({ prompt_tokens: 1, total_tokens: 1 });
    });

    it('of many inputs share batches, and keep their order', async () => {
      seen.batches = [];
      const input = Array.from({ length: 50 }, (_, index) => 'x'.repeat(index + 1));
      const { data } = await client.embeddings.create({ model: 'embed', input });
      expect(data.map(({ index, embedding }) => [index, embedding[2]])).toEqual(
        input.map((text, index) => [index, text.length]),
      );
      expect(seen.batches.length).toBeLessThan(25);
    });

    it('take tokens, and are shortened to a length of 1', async () => {
      const one = await client.embeddings.create({ model: 'embed', input: [1, 2, 3] });
      expect(one).toMatchObject({ data: [{ embedding: [3, 4, 3] }], usage: { total_tokens: 3 } });
      const { data } = await client.embeddings.create({ model: 'embed', input: [[1], [2]], dimensions: 2 });
      expect(data.map(({ embedding }) => embedding.map((value) => value.toFixed(2)))).toEqual([
        ['0.60', '0.80'],
        ['0.60', '0.80'],
      ]);
      await expect(
        client.embeddings.create({ model: 'embed', input: 'x', dimensions: 4 }),
      ).rejects.toMatchObject({
        status: 400,
        param: 'dimensions',
      });
      await expect(client.embeddings.create({ model: 'embed', input: [] })).rejects.toMatchObject({
        param: 'input',
      });
    });
  });
});

describe('the OpenAI module at boot', () => {
  it('must be imported where it is declared', async () => {
    await expect(bootApp('express', { providers: [BusyApi] })).rejects.toThrow(
      'BusyApi: it declares the spec OpenAI, but no module of this app serves it; import OpenAIModule.forRoot()',
    );
  });

  it('has one endpoint for a model of a kind', async () => {
    @LitEndpoint('/other', { specs: [openAIChat({ model: 'busy' })] })
    class OtherApi {
      predict(): void {}
    }
    const parts = { imports: [OpenAIModule.forRoot()], providers: [BusyApi, OtherApi] };
    await expect(bootApp('express', parts)).rejects.toThrow('two endpoints are the OpenAI chat model "busy"');
  });

  it('can have its routes elsewhere', async () => {
    const app = await bootApp('express', {
      imports: [OpenAIModule.forRoot({ prefix: 'llm/v1' })],
      providers: [BusyApi],
    });
    const client = new OpenAI({ apiKey: 'x', baseURL: `${app.url}/llm/v1` });
    expect((await client.models.list()).data).toHaveLength(1);
    await app.close();
  });
});

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
