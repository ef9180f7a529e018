import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import type * as client from 'nestjs-litserve/client';
import { CLIENT_APIS, CountApi, TextsApi } from '../fixtures/client/client.apis.js';
import { bootApp, type RunningApp } from '../support/boot-app.js';
import { until } from '../support/start-app.js';

const CHROMIUM = '/usr/bin/chromium';
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-sync',
];
const ENTRY = fileURLToPath(new URL('../../libs/client/src/index.ts', import.meta.url));
const LAUNCH_MS = 60_000;

declare global {
  // What the bundle leaves on the page.
  var litserve: typeof client;
}

async function bundled(): Promise<string> {
  const options = {
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'litserve',
    platform: 'browser',
  } as const;
  const { outputFiles } = await build({ entryPoints: [ENTRY], ...options });
  return outputFiles[0]?.text ?? '';
}

// Where there is no Chromium, the run says how many were skipped.
(existsSync(CHROMIUM) ? describe : describe.skip)(
  'the client in Chromium, on a page of another origin',
  () => {
    let running: RunningApp;
    let browser: Browser;
    let page: Page;
    beforeAll(async () => {
      running = await bootApp('express', {
        providers: CLIENT_APIS,
        setUp: (app) => app.enableCors({ exposedHeaders: ['x-request-id', 'retry-after'] }),
      });
      browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
      page = await browser.newPage();
      await page.goto(`${running.url.replace('127.0.0.1', 'localhost')}/livez`);
      await page.addScriptTag({ content: await bundled() });
    }, LAUNCH_MS);
    afterAll(async () => {
      await browser?.close();
      await running?.close();
    });

    it('sends JSON, bytes and forms, and reads what comes', async () => {
      const got = await page.evaluate(async (url) => {
        const api = litserve.createClient({ url });
        const form = new FormData();
        form.append('title', 'cat');
        form.append('file', new Blob(['meow']), 'cat.png');
        const bytes = (await api.predict('/reverse', new Uint8Array([1, 2, 3]))) as Uint8Array;
        return [await api.predict('/echo', { a: 1 }), [...bytes], await api.predict('/upload', form)];
      }, running.url);
      expect(got).toEqual([{ body: { a: 1 } }, [3, 2, 1], 'cat: cat.png, 4 bytes']);
    });

    it('reads streams, as events too, and leaves them', async () => {
      const before = CountApi.ended.length;
      const got = await page.evaluate(async (url) => {
        const api = litserve.createClient({ url });
        const texts: unknown[] = [];
        for await (const text of api.stream('/texts', {})) texts.push(text);
        const counted: unknown[] = [];
        for await (const chunk of api.stream('/count', { to: 9, waitAt: 3 }, { format: 'sse' })) {
          if (counted.push((chunk as { i: number }).i) === 2) break;
        }
        return { texts, counted };
      }, running.url);
      expect(got).toEqual({ texts: TextsApi.TEXTS, counted: [1, 2] });
      await until('the generator has ended', () => CountApi.ended.length > before);
    });

    it('throws errors of its classes, before and in a stream, and the reason of a signal', async () => {
      const got = await page.evaluate(async (url) => {
        const api = litserve.createClient({ url });
        const seen: unknown[] = [];
        const tell = (error: unknown): void => {
          const { name, code, status, requestId } = error as client.LitServeError;
          seen.push([name, code, status, typeof requestId, error instanceof litserve.LitServeError]);
        };
        await api.predict('/private', null).catch(tell);
        await api.predict('/slow', 60_000, { timeoutMs: 30 }).catch(tell);
        try {
          for await (const _ of api.stream('/count', { to: 3, failAt: 2 }));
        } catch (error) {
          tell(error);
        }
        const aborted = api.predict('/slow', 60_000, { signal: AbortSignal.timeout(20) });
        await aborted.catch((error: Error) => seen.push(error.name));
        return seen;
      }, running.url);
      expect(got).toEqual([
        ['RequestError', 'unauthorized', 401, 'string', true],
        ['DeadlineError', 'deadline_exceeded', 504, 'string', true],
        ['RequestError', 'bad_request', 400, 'string', true],
        'TimeoutError',
      ]);
    });
  },
);
