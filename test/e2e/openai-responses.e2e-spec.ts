import type { ExecutionContext } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OpenAIModule } from 'nestjs-litserve/openai';
import OpenAI, { APIError, BadRequestError, InternalServerError, NotFoundError } from 'openai';
import { zodTextFormat } from 'openai/helpers/zod';
import type { ResponseStreamEvent } from 'openai/resources/responses/responses';
import { z } from 'zod';
import { ResponsesModelsModule } from '../fixtures/responses/models.js';
import { ADAPTERS, bootApp, type RunningApp } from '../support/boot-app.js';

const turn = (): Promise<void> => new Promise((next) => setImmediate(next));

describe.each(ADAPTERS)('responses for the openai package, on %s', (adapter) => {
  let app: RunningApp;
  let client: OpenAI;
  beforeAll(async () => {
    const owner = (context: ExecutionContext) =>
      context.switchToHttp().getRequest<{ headers: Record<string, string> }>().headers['x-tenant'];
    app = await bootApp(adapter, {
      imports: [OpenAIModule.forRoot({ responses: { maxBackground: 2, owner } }), ResponsesModelsModule],
    });
    client = new OpenAI({ apiKey: 'any', baseURL: `${app.url}/v1`, maxRetries: 0 });
  });
  afterAll(() => app.close());

  const stream = (model: string, input: string) => client.responses.create({ model, input, stream: true });
  const running = async () => (await app.post('/running', 0)).json as { live: number; ended: number };
  const untilNoneRuns = async (): Promise<void> => {
    while ((await running()).live > 0) await turn();
  };

  it('are made at once', async () => {
    const answer = await client.responses.create({ model: 'org/echo', input: 'one two' });
    expect(answer).toMatchObject({
      object: 'response',
      status: 'completed',
      model: 'org/echo',
      error: null,
      incomplete_details: null,
      output_text: 'one two ',
      output: [{ type: 'message', role: 'assistant', status: 'completed' }],
      usage: { input_tokens: 2, output_tokens: 2, total_tokens: 4 },
      tools: [],
      tool_choice: 'auto',
      parallel_tool_calls: true,
    });
    expect(answer.id).toMatch(/^resp_[0-9a-f]{32}$/);
    expect(answer._request_id).toBeTruthy();
  });

  it('come event by event', async () => {
    const events = await collect(await stream('org/echo', 'one two'));
    expect(events.map(({ type }) => type)).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ]);
    expect(events.map(({ sequence_number: number }) => number)).toEqual(events.map((_, index) => index));
    const last = events.at(-1) as OpenAI.Responses.ResponseCompletedEvent;
    expect(events[0]).toMatchObject({
      response: { id: last.response.id, status: 'in_progress', output: [] },
    });
    expect(events[4]).toMatchObject({ delta: 'one ', output_index: 0, content_index: 0, logprobs: [] });
    expect(events[6]).toMatchObject({ text: 'one two ' });
    expect(last.response).toMatchObject({ status: 'completed', usage: { total_tokens: 4 } });
  });

  it('name their events, for clients that look at the names', async () => {
    const { text } = await app.post('/v1/responses', { model: 'org/echo', input: 'x', stream: true });
    expect(text).toMatch(/^event: response.created\ndata: \{"type":"response.created","sequence_number":0,/);
    expect(text).toMatch(/"type":"response.completed".*\n\n$/);
  });

  it('are put together by the helper, and parsed', async () => {
    const deltas: string[] = [];
    const helper = client.responses.stream({ model: 'org/echo', input: 'one two' });
    helper.on('response.output_text.delta', ({ snapshot }) => deltas.push(snapshot));
    const final = await helper.finalResponse();
    expect(deltas).toEqual(['one ', 'one two ']);
    expect(final).toMatchObject({ status: 'completed', output: [{ content: [{ text: 'one two ' }] }] });
    const format = zodTextFormat(z.object({ city: z.string(), degrees: z.number() }), 'weather');
    const asked = { model: 'mirror', input: 'weather?', text: { format } };
    expect((await client.responses.parse(asked)).output_parsed).toEqual({ city: 'Rome', degrees: 21 });
    const streamed = await client.responses.stream(asked).finalResponse();
    expect(streamed.output_parsed).toEqual({ city: 'Rome', degrees: 21 });
  });

  it('say what is missing, and what was refused', async () => {
    const cut = await client.responses.create({ model: 'mirror', input: 'x', max_output_tokens: 1 });
    expect(cut).toMatchObject({ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } });
    const counted = await client.responses.create({ model: 'org/echo', input: 'a b', max_output_tokens: 2 });
    expect(counted).toMatchObject({ status: 'incomplete', output: [{ status: 'incomplete' }] });
    const events = await collect(
      await client.responses.create({ model: 'mirror', input: 'x', max_output_tokens: 1, stream: true }),
    );
    expect(events.at(-1)).toMatchObject({ type: 'response.incomplete' });
    const refused = await client.responses.create({ model: 'org/echo', input: 'well NO' });
    expect(refused.output).toMatchObject([
      {
        content: [
          { type: 'output_text', text: 'well ' },
          { type: 'refusal', refusal: 'I will not' },
        ],
      },
    ]);
    expect((await client.responses.stream({ model: 'org/echo', input: 'NO' }).finalResponse()).status).toBe(
      'completed',
    );
  });

  it('give the model all of the request', async () => {
    const tools = [
      { type: 'function' as const, name: 'weather', parameters: {}, strict: null, description: 'of a city' },
    ];
    const answer = await client.responses.create({
      model: 'mirror',
      instructions: 'be brief',
      input: [
        { role: 'developer', content: 'please' },
        {
          role: 'user',
          content: [
            { type: 'input_text', text: 'what is this' },
            { type: 'input_image', image_url: 'data:,', detail: 'low' },
            { type: 'input_file', file_data: 'data:,', filename: 'a.pdf' },
          ],
        },
        { role: 'assistant', content: 'a thing' },
      ],
      tools,
      tool_choice: { type: 'function', name: 'weather' },
      reasoning: { effort: 'low' },
      metadata: { a: 'b' },
      temperature: 0.5,
      top_k: 5,
    } as OpenAI.Responses.ResponseCreateParamsNonStreaming);
    expect(JSON.parse(answer.output_text)).toMatchObject({
      instructions: 'be brief',
      input: [
        { type: 'message', role: 'developer', content: [{ type: 'input_text', text: 'please' }] },
        { content: [{ text: 'what is this' }, { image_url: 'data:,' }, { filename: 'a.pdf' }] },
        { role: 'assistant', content: [{ type: 'output_text', text: 'a thing' }] },
      ],
      tools,
      reasoning: { effort: 'low' },
      extra: { top_k: 5 },
    });
    expect(answer).toMatchObject({
      instructions: 'be brief',
      tools,
      tool_choice: { name: 'weather' },
      reasoning: { effort: 'low' },
      metadata: { a: 'b' },
      temperature: 0.5,
      usage: {
        input_tokens: 5,
        input_tokens_details: { cached_tokens: 3 },
        output_tokens_details: { reasoning_tokens: 2 },
        total_tokens: 12,
      },
    });
  });

  describe('that call functions', () => {
    const calls = [
      { type: 'message', content: [{ text: 'let me see' }] },
      { type: 'function_call', call_id: 'call_rome', name: 'weather', arguments: '{"city":"Rome"}' },
      { type: 'function_call', call_id: 'call_oslo', name: 'weather', arguments: '{"city":"Oslo"}' },
    ];

    it('do so in either way, and go on with what the function gave', async () => {
      const first = await client.responses.create({ model: 'caller', input: 'weather?' });
      expect(first.output).toMatchObject(calls);
      const output = { type: 'function_call_output' as const, call_id: 'call_rome', output: 'sunny' };
      const second = await client.responses.create({
        model: 'caller',
        previous_response_id: first.id,
        input: [output],
      });
      expect(second.output_text).toBe('weather of {"city":"Rome"} is sunny');
      const whole = await client.responses.create({
        model: 'caller',
        input: [...(first.output as OpenAI.Responses.ResponseInputItem[]), output],
      });
      expect(whole.output_text).toBe(second.output_text);
      const streamed = await client.responses.stream({ model: 'caller', input: 'x' }).finalResponse();
      expect(streamed.output).toMatchObject(calls);
    });

    it('tell each piece', async () => {
      const events = await collect(await stream('caller', 'weather?'));
      const of = (index: number): string[] =>
        events.flatMap((event) =>
          'output_index' in event && event.output_index === index
            ? [event.type.slice('response.'.length)]
            : [],
        );
      expect(of(0).at(-1)).toBe('output_item.done');
      expect(of(2)).toEqual([
        'output_item.added',
        'function_call_arguments.delta',
        'function_call_arguments.delta',
        'function_call_arguments.done',
        'output_item.done',
      ]);
      const done = events.filter(({ type }) => type === 'response.function_call_arguments.done');
      expect(done).toMatchObject([{ arguments: '{"city":"Rome"}' }, { arguments: '{"city":"Oslo"}' }]);
    });
  });

  describe('that are stored', () => {
    it('can be retrieved with their input, and deleted', async () => {
      const made = await client.responses.create({ model: 'org/echo', input: 'one two' });
      const found = await client.responses.retrieve(made.id);
      expect(found).toEqual({ ...made });
      const items = await collect(client.responses.inputItems.list(made.id, { limit: 1 }));
      expect(items).toMatchObject([{ role: 'user', content: [{ type: 'input_text', text: 'one two' }] }]);
      await client.responses.delete(made.id);
      await expect(client.responses.retrieve(made.id)).rejects.toBeInstanceOf(NotFoundError);
      await expect(client.responses.delete(made.id)).rejects.toMatchObject({ status: 404 });
      await expect(client.responses.inputItems.list(made.id)).rejects.toMatchObject({ status: 404 });
    });

    it('are so when they have come event by event, by the time of the last event', async () => {
      let id = '';
      for await (const event of await stream('org/echo', 'one')) {
        if (event.type !== 'response.completed') continue;
        id = event.response.id;
        expect((await client.responses.retrieve(id)).output_text).toBe('one ');
      }
      expect(id).not.toBe('');
    });

    it('go on as conversations, of which each has the whole', async () => {
      const ask = (input: string, previous?: string) =>
        client.responses.create({
          model: 'org/echo',
          input,
          ...(previous === undefined ? {} : { previous_response_id: previous }),
        });
      const first = await ask('one');
      const second = await ask('two', first.id);
      await client.responses.delete(first.id);
      const third = await client.responses.create({
        model: 'mirror',
        input: 'three',
        previous_response_id: second.id,
      });
      const { input } = JSON.parse(third.output_text) as { input: { content: { text: string }[] }[] };
      expect(input.map(({ content }) => content[0]?.text)).toEqual(['one', 'one ', 'two', 'two ', 'three']);
      const items = await collect(client.responses.inputItems.list(third.id, { order: 'asc', limit: 2 }));
      expect(items).toHaveLength(5);
      await expect(ask('x', first.id)).rejects.toMatchObject({
        status: 400,
        param: 'previous_response_id',
        code: 'previous_response_not_found',
      });
    });

    it('can be referred to by their items', async () => {
      const first = await client.responses.create({ model: 'org/echo', input: 'one' });
      const reference = (id: string) => ({
        model: 'mirror',
        input: [
          { type: 'item_reference' as const, id },
          { role: 'user' as const, content: 'two' },
        ],
      });
      const second = await client.responses.create(reference(first.output[0]?.id ?? ''));
      expect(JSON.parse(second.output_text)).toMatchObject({
        input: [{ role: 'assistant', content: [{ text: 'one ' }] }, { content: [{ text: 'two' }] }],
      });
      await expect(client.responses.create(reference('msg_gone'))).rejects.toMatchObject({ status: 400 });
    });

    it('are not, when the client does not want it', async () => {
      const made = await client.responses.create({ model: 'org/echo', input: 'one', store: false });
      await expect(client.responses.retrieve(made.id)).rejects.toBeInstanceOf(NotFoundError);
    });

    it('are shown to those only who pass the guards of their endpoint', async () => {
      const friend = client.withOptions({ defaultHeaders: { 'x-friend': 'yes' } });
      const { id, output } = await friend.responses.create({ model: 'private', input: 'x' });
      const item = { type: 'item_reference' as const, id: output[0]?.id ?? '' };
      const doors = (one: OpenAI): Promise<unknown>[] => [
        one.responses.retrieve(id),
        one.responses.inputItems.list(id),
        one.responses.create({ model: 'mirror', input: 'x', previous_response_id: id }),
        one.responses.create({ model: 'mirror', input: [item] }),
        one.responses.create({ model: 'private', input: 'x' }),
      ];
      const refused = await Promise.allSettled([
        ...doors(client),
        client.responses.cancel(id),
        client.responses.delete(id),
      ]);
      expect(refused.map((one) => one.status === 'rejected' && (one.reason as APIError).status)).toEqual(
        refused.map(() => 403),
      );
      expect((await Promise.allSettled(doors(friend))).map(({ status }) => status)).toEqual(
        doors(friend).map(() => 'fulfilled'),
      );
    });
  });

  it('are not found by another than their owner', async () => {
    const [one, other] = ['one', 'other'].map((tenant) =>
      client.withOptions({ defaultHeaders: { 'x-tenant': tenant } }),
    ) as [OpenAI, OpenAI];
    const { id, output } = await one.responses.create({ model: 'org/echo', input: 'x' });
    const { id: begun } = await one.responses.create({ model: 'endless', input: 'x', background: true });
    const item = { type: 'item_reference' as const, id: output[0]?.id ?? '' };
    const refused = await Promise.allSettled(
      [client, other].flatMap((stranger) => [
        stranger.responses.retrieve(id),
        stranger.responses.retrieve(begun),
        stranger.responses.cancel(begun),
        stranger.responses.delete(begun),
        stranger.responses.create({ model: 'org/echo', input: 'x', previous_response_id: id }),
        stranger.responses.create({ model: 'org/echo', input: [item] }),
      ]),
    );
    expect(refused.map((made) => made.status === 'rejected' && (made.reason as APIError).status)).toEqual([
      404, 404, 404, 404, 400, 400, 404, 404, 404, 404, 400, 400,
    ]);
    await one.responses.delete(begun);
    expect((await one.responses.retrieve(id)).id).toBe(id);
  });

  describe('in the background', () => {
    const start = (model: string, input: string) =>
      client.responses.create({ model, input, background: true });

    it('run on after the answer', async () => {
      const begun = await start('org/echo', 'one two');
      expect(begun).toMatchObject({ status: 'queued', background: true, output: [] });
      let found = begun;
      while (found.status !== 'completed') found = await client.responses.retrieve(begun.id);
      expect(found).toMatchObject({ output_text: 'one two ', usage: { output_tokens: 2 } });
      expect(await client.responses.cancel(begun.id)).toMatchObject({ status: 'completed' });
    });

    it('can be cancelled, and the model stops', async () => {
      const { id } = await start('endless', 'x');
      while ((await client.responses.retrieve(id)).status === 'queued') await turn();
      expect(await client.responses.cancel(id)).toMatchObject({ status: 'cancelled' });
      await untilNoneRuns();
      const found = await client.responses.retrieve(id);
      expect(found).toMatchObject({ status: 'cancelled', output: [{ status: 'incomplete' }] });
      expect(found.output_text).toMatch(/^more /);
    });

    it('stop when they are deleted, and are no more than allowed', async () => {
      const begun = [await start('endless', 'x'), await start('endless', 'x')];
      await expect(start('endless', 'x')).rejects.toMatchObject({ status: 429 });
      for (const { id } of begun) await client.responses.delete(id);
      await untilNoneRuns();
      await expect(client.responses.retrieve(begun[0]?.id ?? '')).rejects.toMatchObject({ status: 404 });
    });

    it('tell how they failed', async () => {
      const { id } = await start('org/echo', 'one FAIL');
      let found = await client.responses.retrieve(id);
      while (found.status === 'queued' || found.status === 'in_progress')
        found = await client.responses.retrieve(id);
      expect(found).toMatchObject({ status: 'failed', error: { code: 'server_error' }, output_text: 'one ' });
      expect(JSON.stringify(found)).not.toContain('secret');
    });

    it('are the only ones to be cancelled, do not stream, and are stored', async () => {
      const made = await client.responses.create({ model: 'org/echo', input: 'one' });
      await expect(client.responses.cancel(made.id)).rejects.toBeInstanceOf(BadRequestError);
      const refused = { model: 'org/echo', input: 'x', background: true };
      await expect(client.responses.create({ ...refused, stream: true })).rejects.toMatchObject({
        status: 400,
        param: 'stream',
      });
      await expect(client.responses.create({ ...refused, store: false })).rejects.toMatchObject({
        status: 400,
        param: 'store',
      });
      await expect(client.responses.retrieve(made.id, { stream: true })).rejects.toMatchObject({
        status: 400,
      });
    });
  });

  it('stop in the worker when the client leaves', async () => {
    const { ended } = await running();
    for await (const event of await stream('endless', 'x')) {
      if (event.type === 'response.output_text.delta') break;
    }
    await untilNoneRuns();
    expect((await running()).ended).toBe(ended + 1);
  });

  describe('errors', () => {
    it('have a status before the first event', async () => {
      const error = await stream('org/echo', 'fail at once').catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(InternalServerError);
      expect((error as APIError).headers?.get('x-should-retry')).toBe('false');
    });

    it('are events after it: the response that has failed, and an error', async () => {
      const events: ResponseStreamEvent[] = [];
      const reading = collect(await stream('org/echo', 'one FAIL'), events);
      await expect(reading).rejects.toMatchObject({ type: 'server_error' });
      const last = events.at(-1) as OpenAI.Responses.ResponseFailedEvent;
      expect(last).toMatchObject({
        type: 'response.failed',
        response: { status: 'failed', error: { code: 'server_error', message: 'Internal server error' } },
      });
      expect(last.response.output).toMatchObject([{ status: 'incomplete', content: [{ text: 'one ' }] }]);
      expect(JSON.stringify(events)).not.toContain('secret');
      expect((await client.responses.retrieve(last.response.id)).status).toBe('failed');
      const helper = client.responses.stream({ model: 'org/echo', input: 'one FAIL' });
      await expect(helper.finalResponse()).rejects.toBeInstanceOf(APIError);
      const { text } = await app.post('/v1/responses', {
        model: 'org/echo',
        input: 'one FAIL',
        stream: true,
      });
      expect(text).toMatch(/event: error\ndata: .*"type":"error".*"code":"internal_error"/);
    });

    it('name the field that is wrong', async () => {
      const fails = (more: object): Promise<unknown> =>
        app.post('/v1/responses', { model: 'org/echo', input: 'x', ...more }).then(({ status, json }) => {
          const { error } = json as { error: { param: string } };
          return [status, error.param];
        });
      expect(await fails({ input: undefined })).toEqual([400, 'input']);
      expect(await fails({ temperature: 'hot' })).toEqual([400, 'temperature']);
      expect(await fails({ conversation: 'conv_1' })).toEqual([400, 'conversation']);
      expect(await fails({ input: [{ role: 'user', content: [{ type: 'x' }] }] })).toEqual([
        400,
        'input[0].content[0].type',
      ]);
      expect(await fails({ model: 'gone' })).toEqual([404, 'model']);
    });
  });
});

async function collect<T>(items: AsyncIterable<T>, all: T[] = []): Promise<T[]> {
  for await (const item of items) all.push(item);
  return all;
}
