import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Post } from '@nestjs/common';
import { LitEndpoint, LitServeService } from 'nestjs-litserve';
import { McpModule, mcpTool, type McpToolOptions } from 'nestjs-litserve/mcp';
import { z } from 'zod';
import { McpAppModule } from '../fixtures/mcp/mcp-app.module.js';
import { ADAPTERS, bootApp, type Answer, type RunningApp } from '../support/boot-app.js';
import { MCP_CLIENTS, type McpClient, type ToolResult } from '../support/mcp-clients.js';
import { journalOf } from '../support/mcp-journal.js';
import { post, RawConnection } from '../support/raw-request.js';
import { staysAt, until } from '../support/start-app.js';

const ACCEPT = { accept: 'application/json, text/event-stream' };

const message = (method: string, params: object, id?: number): object => ({
  jsonrpc: '2.0',
  method,
  params,
  ...(id === undefined ? {} : { id }),
});
const call = (id: number, name: string, args: object, meta?: object): object =>
  message('tools/call', { name, arguments: args, ...(meta ? { _meta: meta } : {}) }, id);
const INITIALIZE = message(
  'initialize',
  { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'x', version: '1' } },
  0,
);
const eventsOf = ({ text }: Answer): unknown[] =>
  [...text.matchAll(/^data: (.+)$/gm)].map(([, data]) => JSON.parse(data as string) as unknown);

describe.each(ADAPTERS)('the route of MCP on %s', (adapter) => {
  let app: RunningApp;
  let client: McpClient;
  beforeAll(async () => {
    app = await bootApp(adapter, McpAppModule);
    client = await MCP_CLIENTS['SDK 2, 2026-07-28'](`${app.url}/mcp`);
  });
  afterAll(async () => {
    await client.close();
    await app.close();
  });
  const send = (body: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
    app.post('/mcp', body, { ...ACCEPT, ...headers });

  it('has no sessions: GET and DELETE are not allowed', async () => {
    for (const method of ['GET', 'DELETE']) {
      const { status, headers } = await app.ask('/mcp', { method, headers: { accept: 'text/event-stream' } });
      expect([status, headers.get('allow')]).toEqual([405, 'POST']);
    }
  });

  it('needs no handshake', async () => {
    const { status, text } = await send(message('tools/list', {}, 1));
    expect(status).toBe(200);
    expect(text).toContain('"math.double"');
  });

  it('speaks of progress only to who has asked for it', async () => {
    const quiet = eventsOf(await send(call(1, 'words', { text: 'a b' })));
    expect(quiet).toMatchObject([{ id: 1, result: { content: [{ text: 'a b ' }] } }]);
    const told = eventsOf(await send(call(2, 'words', { text: 'a b' }, { progressToken: 'p' })));
    expect(told).toMatchObject([
      { method: 'notifications/progress', params: { progressToken: 'p', progress: 1, message: 'a ' } },
      { params: { progress: 2, message: 'b ' } },
      { id: 2 },
    ]);
  });

  it('answers several messages in one request', async () => {
    const events = eventsOf(await send([call(1, 'any', { what: 'text' }), call(2, 'math.double', { n: 1 })]));
    expect(new Set(events.map((event) => (event as { id: number }).id))).toEqual(new Set([1, 2]));
  });

  it('lets in no web page that is not allowed', async () => {
    const list = message('tools/list', {}, 1);
    const refused = await send(list, { origin: 'http://evil.example' });
    expect(refused.status).toBe(403);
    expect(refused.json).toMatchObject({
      jsonrpc: '2.0',
      id: null,
      error: { message: 'This origin is not allowed' },
    });
    expect((await send(list, { origin: 'null' })).status).toBe(403);
    expect((await send(list, { origin: 'https://app.example:8443' })).status).toBe(200);
  });

  it('says what is wrong with a body', async () => {
    const raw = (body: string): Promise<Answer> =>
      app.ask('/mcp', { method: 'POST', headers: { ...ACCEPT, 'content-type': 'application/json' }, body });
    const broken = await raw('{');
    expect([broken.status, broken.json]).toMatchObject([400, { jsonrpc: '2.0', error: { code: -32700 } }]);
    expect((await raw('')).status).toBe(400);
    expect((await send({ hello: 1 })).status).toBe(400);
    const large = await send(call(1, 'any', { what: 'x'.repeat(70_000) }));
    expect([large.status, large.json]).toMatchObject([
      413,
      { error: { code: -32600, data: { code: 'payload_too_large' } } },
    ]);
    const text = await app.ask('/mcp', {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: 'x',
    });
    expect(text.status).toBe(415);
  });

  it('gives each answer the id of its request, and errors of tools too', async () => {
    const { headers, text } = await send(call(1, 'any', { what: 'busy' }), { 'x-request-id': 'mine-1' });
    expect(headers.get('x-request-id')).toBe('mine-1');
    expect(text).toContain('request mine-1)');
    const refused = await send(message('tools/list', {}, 1), { origin: 'null' });
    expect(refused.headers.get('x-request-id')).toBeTruthy();
  });

  it('stops the model when the client goes', async () => {
    const before = await journalOf(client);
    const { host } = new URL(app.url);
    for (const meta of [undefined, { progressToken: 1 }]) {
      const body = JSON.stringify(call(1, 'words', { text: 'endless' }, meta));
      const connection = new RawConnection(app.url).send(post('/mcp', body, { ...ACCEPT, host }));
      await until('the model runs', async () => (await journalOf(client)).live === 1);
      connection.leave();
      await until('the model has stopped', async () => (await journalOf(client)).live === 0);
    }
    expect((await journalOf(client)).aborted).toBe(before.aborted + 2);
  });

  it('makes nothing more while the client does not read', async () => {
    const body = JSON.stringify(call(1, 'words', { text: 'flood' }, { progressToken: 1 }));
    const connection = new RawConnection(app.url).pause().send(post('/mcp', body, ACCEPT));
    await until('the model runs', async () => (await journalOf(client)).live === 1);
    const before = (await journalOf(client)).words;
    const made = (await staysAt('words', async () => (await journalOf(client)).words)) - before;
    expect(made * 262_144).toBeLessThan(32 * 1024 * 1024);
    connection.leave();
    await until('the model has stopped', async () => (await journalOf(client)).live === 0);
  });

  it('lets nobody cancel the calls of others', async () => {
    const session = async (): Promise<string> => (await send(INITIALIZE)).headers.get('mcp-session-id') ?? '';
    const [mine, other] = [await session(), await session()];
    expect(mine).not.toBe(other);
    const running = send(call(7, 'words', { text: 'endless' }), { 'mcp-session-id': mine });
    await until('the model runs', async () => (await journalOf(client)).live === 1);
    const cancel = message('notifications/cancelled', { requestId: 7 });
    expect((await send(cancel, { 'mcp-session-id': other })).status).toBe(202);
    expect((await send(cancel)).status).toBe(202);
    expect((await journalOf(client)).live).toBe(1);
    await send(cancel, { 'mcp-session-id': mine });
    expect(eventsOf(await running)).toMatchObject([{ id: 7, result: { isError: true } }]);
    await until('the model has stopped', async () => (await journalOf(client)).live === 0);
  });

  it('drains: calls in hand are answered, later ones are refused', async () => {
    const own = await bootApp(adapter, McpAppModule);
    const early = await MCP_CLIENTS['SDK 2, 2026-07-28'](`${own.url}/mcp`);
    const text = Array.from({ length: 200 }, () => 'w').join(' ');
    let answer: Promise<ToolResult> | undefined;
    await new Promise<void>((begun) => {
      answer = early.call('words', { text }, { onprogress: () => begun() });
    });
    const drained = own.app.get(LitServeService).drain();
    const late = await own.post('/mcp', call(1, 'any', { what: 'text' }), ACCEPT);
    expect([late.status, late.headers.get('retry-after')]).toEqual([503, '1']);
    expect(late.json).toMatchObject({ jsonrpc: '2.0', error: { data: { code: 'draining' } } });
    expect((await answer)?.content[0]?.text).toHaveLength(400);
    await drained;
    await early.close();
    await own.close();
  });
});

describe('what is wrong with tools, at boot', () => {
  const boot = async (...tools: readonly McpToolOptions[]): Promise<string> => {
    const [first, ...rest] = tools as [McpToolOptions, ...McpToolOptions[]];
    @LitEndpoint('/one', { specs: [mcpTool(first)] })
    class OneApi {
      predict(): number {
        return 1;
      }
    }
    @LitEndpoint('/two', { specs: rest.map((one) => mcpTool(one)) })
    class TwoApi {
      predict(): number {
        return 2;
      }
    }
    const parts = { imports: [McpModule.forRoot()], providers: [OneApi, TwoApi] };
    const booted = bootApp('express', parts);
    const error: unknown = await booted.then(
      (app) => app.close(),
      (reason: unknown) => reason,
    );
    return error instanceof Error ? error.message : 'nothing';
  };

  it.each<[string, readonly McpToolOptions[], string]>([
    [
      'one name',
      [
        { name: 'a', description: 'x' },
        { name: 'a', description: 'y' },
      ],
      'TwoApi: its MCP tool "a" is also one of OneApi',
    ],
    [
      'a name of one that another has by itself',
      [{ name: 'two', description: 'x' }, { description: 'y' }],
      '"two" is also one of OneApi',
    ],
    ['a bad name', [{ name: 'a b', description: 'x' }], 'OneApi: its MCP tool "a b" has a name that is not'],
    ['no description', [{ description: ' ' }], '"one" has no description'],
    [
      'no object',
      [{ description: 'x', inputSchema: z.string() }],
      'its arguments are an object, not of type "string"',
    ],
    [
      'JSON Schema of no object',
      [{ description: 'x', inputSchema: { type: 'array' } }],
      'not of type "array"',
    ],
    [
      'a schema that is none to tell',
      [
        {
          description: 'x',
          inputSchema: { '~standard': { version: 1, vendor: 'other', validate: () => ({}) } },
        },
      ],
      'this version of other cannot say what a schema is in JSON Schema',
    ],
  ])('%s', async (_, tools, problem) => {
    expect(await boot(...tools)).toContain(problem);
  });

  it('a route that another controller has', async () => {
    @Controller('mcp')
    class OtherController {
      @Post()
      answer(): string {
        return 'mine';
      }
    }
    const booted = bootApp('express', { imports: [McpModule.forRoot()], controllers: [OtherController] });
    await expect(booted.then((app) => app.close())).rejects.toThrow(/POST \/mcp.*McpController/s);
  });
});
