import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { ADAPTERS } from '../support/boot-app.js';
import { startApp, until, type StartedApp } from '../support/start-app.js';

describe.each(ADAPTERS)('responses of real worker processes behind %s', (adapter) => {
  let app: StartedApp;
  let client: OpenAI;
  beforeAll(async () => {
    app = await startApp('test/fixtures/responses/main.js', { LITSERVE_ADAPTER: adapter });
    client = new OpenAI({ apiKey: 'any', baseURL: `${app.url}/v1`, maxRetries: 0 });
  }, 60_000);
  afterAll(() => app.stop(), 30_000);

  const live = async (): Promise<number> =>
    ((await (await app.post('/running', 0)).json()) as { live: number }).live;

  it('are the same at once and event by event, and go on', async () => {
    const first = await client.responses.create({ model: 'caller', input: 'weather?' });
    const streamed = await client.responses.stream({ model: 'caller', input: 'weather?' }).finalResponse();
    const shape = ({ output }: OpenAI.Responses.Response) => output.map((item) => ({ ...item, id: '' }));
    expect(shape(first)).toMatchObject([
      { type: 'message', content: [{ text: 'let me see' }] },
      { type: 'function_call', arguments: '{"city":"Rome"}' },
      { type: 'function_call', arguments: '{"city":"Oslo"}' },
    ]);
    expect(shape(streamed)).toMatchObject(shape(first));
    const second = await client.responses.create({
      model: 'caller',
      previous_response_id: streamed.id,
      input: [{ type: 'function_call_output', call_id: 'call_oslo', output: 'snow' }],
    });
    expect(second.output_text).toBe('weather of {"city":"Oslo"} is snow');
  });

  it('keep as many apart as come at once', async () => {
    const texts = Array.from({ length: 40 }, (_, index) => `number ${index} is here`);
    const answers = await Promise.all(
      texts.map((input) => client.responses.stream({ model: 'org/echo', input }).finalResponse()),
    );
    expect(answers.map(({ output }) => output)).toMatchObject(
      texts.map((text) => [{ content: [{ text: `${text} ` }] }]),
    );
  });

  it('end the generator when the client leaves, when one is cancelled and when one is deleted', async () => {
    const stream = await client.responses.create({ model: 'endless', input: 'x', stream: true });
    for await (const event of stream) {
      if (event.type === 'response.output_text.delta') break;
    }
    await until('it has ended', async () => (await live()) === 0);
    const begun = await Promise.all(
      [1, 2].map(() => client.responses.create({ model: 'endless', input: 'x', background: true })),
    );
    await until('both run', async () => (await live()) === 2);
    const [one, other] = begun.map(({ id }) => id) as [string, string];
    expect(await client.responses.cancel(one)).toMatchObject({ status: 'cancelled' });
    await client.responses.delete(other);
    await until('both have ended', async () => (await live()) === 0);
  });

  it('fail with a status before the first event, and as events after it', async () => {
    const ask = (input: string) => client.responses.stream({ model: 'org/echo', input });
    await expect(ask('fail at once').finalResponse()).rejects.toMatchObject({ status: 500 });
    const statuses: (string | undefined)[] = [];
    const failing = ask('one FAIL');
    failing.on('response.failed', ({ response }) => statuses.push(response.status));
    await expect(failing.finalResponse()).rejects.toMatchObject({ type: 'server_error' });
    expect(statuses).toEqual(['failed']);
  });
});
