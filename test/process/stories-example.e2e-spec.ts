import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { STORIES } from '../../apps/examples/stories/src/stories/story-teller.js';
import { ADAPTERS } from '../support/boot-app.js';
import { batchSizes } from '../support/batch-sizes.js';
import { suiteOf } from '../support/example-models.js';
import { inFlight } from '../support/in-flight.js';
import { startApp, type StartedApp } from '../support/start-app.js';

interface Expected {
  readonly prompt: string;
  readonly steps: number;
  /** What the C program says, the prompt included. */
  readonly text: string;
}

const { suite, reason, folder } = suiteOf(STORIES, 'give/expected.json');

suite.each(ADAPTERS)(`the stories example on %s, with real worker processes${reason}`, (adapter) => {
  let app: StartedApp;
  beforeAll(async () => {
    app = await startApp('apps/examples/stories/src/main.js', { PORT: '0', LITSERVE_ADAPTER: adapter });
  }, 60_000);
  afterAll(() => app.stop(), 30_000);

  const events = async (body: object): Promise<string[]> => {
    const response = await app.post('/predict', body);
    const read = response.body
      ?.pipeThrough(new TextDecoderStream())
      .pipeThrough(new EventSourceParserStream());
    const texts: string[] = [];
    for await (const { event, data } of read ?? []) {
      if (event !== undefined) throw new Error(data);
      texts.push(data);
    }
    return texts;
  };
  const tell = async ({ prompt, steps }: Expected): Promise<string> =>
    prompt + (await events({ prompt, steps })).join('');

  it('tells every story as the C program does, alone and together', async () => {
    const stories = JSON.parse(readFileSync(join(folder, 'give/expected.json'), 'utf8')) as Expected[];
    expect(stories.length).toBeGreaterThanOrEqual(13);
    const texts = stories.map(({ text }) => text);
    expect(await inFlight(stories.length, stories, tell)).toEqual(texts);
    expect(Math.max(...(await batchSizes(app, 'stories')))).toBeGreaterThan(4);
    expect(await inFlight(1, stories, tell)).toEqual(texts);
  }, 60_000);

  it('streams a few letters an event, or gives a list', async () => {
    const begun = await events({ prompt: '', steps: 12 });
    expect(begun.join('')).toMatch(/^Once upon a time/);
    expect(begun.length).toBeGreaterThan(3);
    const list = await app.post('/predict', { prompt: '', steps: 12 }, { accept: 'application/json' });
    expect(await list.json()).toEqual(begun);
  });

  it('refuses a prompt that leaves no room for a story, and what is none', async () => {
    const refused = await app.post('/predict', { prompt: 'Lily had a red ball', steps: 4 });
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ message: expect.stringContaining('leaves no room in 4') });
    for (const body of [{}, { prompt: 4 }, { prompt: 'a', steps: 513 }, { prompt: 'a', steps: 1.5 }])
      expect((await app.post('/predict', body)).status).toBe(400);
  });
});
