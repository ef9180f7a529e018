import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createParamDecorator, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { LitEndpoint } from 'nestjs-litserve';
import type { IncomingMessage } from 'node:http';
import { ADAPTERS, bootApp, type RunningApp } from '../support/boot-app.js';
import { installMiddleware, ORIGIN } from '../support/middleware.js';

type Visitor = IncomingMessage & {
  readonly cookies: Readonly<Record<string, string>>;
  readonly session: { visits?: number };
};

/** What the visitor's cookies and session are; looking counts as a visit. */
const Visit = createParamDecorator((_data: unknown, context: ExecutionContext) => {
  const { cookies, session } = context.switchToHttp().getRequest<Visitor>();
  session.visits = (session.visits ?? 0) + 1;
  return { theme: cookies['theme'], visits: session.visits };
});

interface Seen {
  readonly theme?: string;
  readonly visits: number;
}

@LitEndpoint('/visit')
class VisitApi {
  decodeRequest(@Visit() seen: Seen): Seen {
    return seen;
  }

  predict(seen: Seen): object {
    return { ...seen, filler: 'x'.repeat(5_000) };
  }
}

/** Streams that wait here after their first chunk. */
const gates: (() => void)[] = [];

@LitEndpoint('/tell', { stream: true })
class TellApi {
  decodeRequest(@Visit() seen: Seen): Seen {
    return seen;
  }

  async *predict({ visits }: Seen): AsyncGenerator<object> {
    yield { visits, filler: 'x'.repeat(5_000) };
    await new Promise<void>((resolve) => gates.push(resolve));
    yield { visits, isLast: true };
  }
}

/** Reads a stream to its end, which cannot come before its first chunk has. */
async function tell(
  url: string,
  headers: Record<string, string>,
): Promise<{ headers: Headers; texts: string[] }> {
  const response = await fetch(`${url}/tell`, { method: 'POST', headers });
  const texts: string[] = [];
  for await (const bytes of response.body ?? []) {
    texts.push(Buffer.from(bytes).toString());
    gates.shift()?.();
  }
  return { headers: response.headers, texts };
}

const asItIs: NestInterceptor = { intercept: (_context, next) => next.handle() };
const PATHS = [
  ['ready bytes', undefined],
  ['an interceptor', asItIs],
] as const;
const cookiesOf = (headers: Headers): string =>
  headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');

describe.each(ADAPTERS)('behind middleware on %s', (adapter) => {
  describe.each(PATHS)('with %s', (_name, interceptor) => {
    let app: RunningApp;
    beforeAll(async () => {
      app = await bootApp(adapter, {
        providers: [VisitApi, TellApi],
        litserve: { maxPayloadBytes: 1_000 },
        setUp: async (nest) => {
          if (interceptor) nest.useGlobalInterceptors(interceptor);
          await installMiddleware(adapter, nest);
        },
      });
    });
    afterAll(() => app.close());

    it('reads cookies and keeps a session', async () => {
      const first = await app.post('/visit', {}, { cookie: 'theme=dark' });
      expect(first.json).toMatchObject({ theme: 'dark', visits: 1 });
      const cookie = cookiesOf(first.headers);
      expect((await app.post('/visit', {}, { cookie })).json).toMatchObject({ visits: 2 });
      const { texts } = await tell(app.url, { cookie });
      expect(texts[0]).toContain('"visits":3');
      // What the request of a stream has put there is kept too.
      expect((await app.post('/visit', {}, { cookie })).json).toMatchObject({ visits: 4 });
    });

    it('compresses answers', async () => {
      const { headers, json } = await app.post('/visit', {}, { 'accept-encoding': 'gzip' });
      expect(headers.get('content-encoding')).toBe('gzip');
      expect(json).toMatchObject({ visits: 1 });
    });

    it.each(['text/event-stream', 'application/x-ndjson'])('holds no chunk of %s back', async (accept) => {
      const asked = { accept, 'accept-encoding': 'gzip, br', origin: ORIGIN };
      const { headers, texts } = await tell(app.url, asked);
      expect(texts).toEqual([expect.stringMatching(/"visits":1,/), expect.stringMatching(/"isLast":true/)]);
      expect(Object.fromEntries(headers)).toMatchObject({
        'access-control-allow-origin': ORIGIN,
        'cache-control': expect.stringContaining('no-transform'),
        'content-type': expect.stringContaining(accept),
        'set-cookie': expect.stringContaining('sid='),
        'x-frame-options': 'SAMEORIGIN',
      });
      expect(headers.get('content-encoding')).toBeNull();
    });

    it('compresses a collected stream', async () => {
      const headers = { accept: 'application/json', 'accept-encoding': 'gzip' };
      const answer = app.post('/tell', {}, headers);
      while (gates.length === 0) await new Promise(setImmediate);
      gates.shift()?.();
      const { headers: answered, json } = await answer;
      expect(answered.get('content-encoding')).toBe('gzip');
      expect(json).toHaveLength(2);
    });

    it.each([
      ['an answer', 200, '{}'],
      ['malformed JSON', 400, '{'],
      ['a body that is too large', 413, JSON.stringify('x'.repeat(2_000))],
    ])('sets headers of CORS and helmet on %s', async (_what, status, body) => {
      const answer = await app.ask('/visit', {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: ORIGIN },
        body,
      });
      expect(answer.status).toBe(status);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'access-control-allow-origin': ORIGIN,
        'access-control-allow-credentials': 'true',
        'content-security-policy': expect.stringContaining("default-src 'self'"),
        'x-content-type-options': 'nosniff',
      });
    });

    it('answers what a browser asks before it posts', async () => {
      const asked = { origin: ORIGIN, 'access-control-request-method': 'POST' };
      const answer = await app.ask('/tell', { method: 'OPTIONS', headers: asked });
      expect(answer.status).toBe(204);
      expect(answer.headers.get('access-control-allow-methods')).toContain('POST');
    });

    it.each(['/visit', '/tell'])(
      'refuses what another site posts to %s, and reads none of it',
      async (path) => {
        const foreign = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
        const refused = await app.post(path, {}, foreign);
        expect(refused.status).toBe(403);
        expect(gates).toEqual([]);
      },
    );

    it('lets in what a trusted origin posts', async () => {
      const trusted = { origin: ORIGIN, 'sec-fetch-site': 'cross-site' };
      expect((await app.post('/visit', {}, trusted)).status).toBe(200);
    });
  });
});
