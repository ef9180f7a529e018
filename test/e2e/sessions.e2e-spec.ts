import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LitEndpoint, LitServeService } from 'nestjs-litserve';
import { ADAPTERS, bootApp, type RunningApp } from '../support/boot-app.js';

interface Piece {
  readonly session?: unknown;
  readonly text: string;
}

@LitEndpoint('/append', {
  maxBatchSize: 4,
  concurrency: 4,
  affinity: ({ session }: Piece) => session as string | undefined,
  maxSessions: 2,
})
class AppendApi {
  private readonly texts = new Map<unknown, string>();

  /** Two of one session at once would both see the text as it was before. */
  async predict(pieces: Piece[]): Promise<string[]> {
    const before = pieces.map(({ session }) => this.texts.get(session) ?? '');
    await new Promise((resolve) => setTimeout(resolve, 5));
    return pieces.map(({ session, text }, i) => {
      const after = before[i] + text;
      if (session !== undefined) this.texts.set(session, after);
      return after;
    });
  }
}

describe.each(ADAPTERS)('sessions on %s, inline', (adapter) => {
  let app: RunningApp;
  beforeAll(async () => {
    app = await bootApp(adapter, { providers: [AppendApi] });
  });
  afterAll(() => app.close());

  it('are one at a time and in order, from code as over HTTP', async () => {
    const ref = app.app.get(LitServeService).ref(AppendApi);
    const texts = await Promise.all('abcdef'.split('').map((text) => ref.predict({ session: 'one', text })));
    expect(texts).toEqual(['a', 'ab', 'abc', 'abcd', 'abcde', 'abcdef']);
    const { json } = await app.post('/append', { session: 'one', text: 'g' });
    expect(json).toBe('abcdefg');
  });

  it('are refused when too many are open; a request of none is not', async () => {
    expect((await app.post('/append', { session: 'two', text: 'x' })).status).toBe(200);
    const refused = await app.post('/append', { session: 'three', text: 'x' });
    expect(refused).toMatchObject({ status: 429, json: { code: 'too_many_sessions' } });
    expect((await app.post('/append', { text: 'x' })).json).toBe('x');
  });

  it('must be named by a text', async () => {
    expect((await app.post('/append', { session: 7, text: 'x' })).status).toBe(500);
  });
});
