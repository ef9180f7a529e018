import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { McpAppModule } from '../fixtures/mcp/mcp-app.module.js';
import { ADAPTERS, bootApp, type RunningApp } from '../support/boot-app.js';
import { MCP_CLIENTS, type McpClient } from '../support/mcp-clients.js';
import { journalOf } from '../support/mcp-journal.js';
import { until } from '../support/start-app.js';

describe.each(ADAPTERS)('MCP on %s', (adapter) => {
  let app: RunningApp;
  beforeAll(async () => {
    app = await bootApp(adapter, McpAppModule);
  });
  afterAll(() => app.close());

  describe.each(Object.entries(MCP_CLIENTS))('for %s', (_, connect) => {
    let client: McpClient;
    beforeAll(async () => {
      client = await connect(`${app.url}/mcp`);
    });
    afterAll(() => client.close());

    it('says who it is, and lists tools with their schemas', async () => {
      expect(client.about()).toMatchObject({ name: 'models', instructions: 'Ask well.' });
      const tools = new Map((await client.tools()).map((tool) => [tool.name, tool]));
      expect([...tools.keys()]).toEqual(['journal', 'weather', 'math.double', 'words', 'any', 'closed']);
      expect(tools.get('weather')).toEqual({
        name: 'weather',
        title: 'Weather',
        description: 'The weather of a city.',
        inputSchema: {
          type: 'object',
          properties: {
            place: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
            days: { type: 'integer', maximum: 7 },
          },
          required: ['place'],
        },
      });
      expect(tools.get('math.double')).toMatchObject({
        inputSchema: { properties: { n: { type: 'number', maximum: 1000 } }, required: ['n'] },
        outputSchema: { properties: { twice: { type: 'number' } } },
        annotations: { readOnlyHint: true },
      });
      expect(tools.get('words')).toMatchObject({ inputSchema: { properties: { text: { type: 'string' } } } });
      expect(tools.get('closed')).toMatchObject({ inputSchema: { type: 'object' } });
    });

    it('calls one, with its result as text too', async () => {
      expect(await client.call('weather', { place: { city: 'Rome' }, days: 2 })).toMatchObject({
        structuredContent: { text: 'Rome 2', sunny: true },
        content: [{ type: 'text', text: '{"text":"Rome 2","sunny":true}' }],
      });
    });

    it('puts calls of one moment into batches', async () => {
      const before = (await journalOf(client)).batches.length;
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_unused, n) => client.call('math.double', { n: n + 100 })),
      );
      expect(answers.map(({ structuredContent }) => structuredContent)).toEqual(
        Array.from({ length: 50 }, (_unused, n) => ({ twice: (n + 100) * 2 })),
      );
      const sizes = (await journalOf(client)).batches.slice(before);
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(50);
      expect(Math.max(...sizes)).toBeGreaterThan(1);
    });

    it('gives texts, numbers, lists and bytes as what they are', async () => {
      const ask = (what: string) => client.call('any', { what });
      expect(await ask('text')).toMatchObject({ content: [{ type: 'text', text: 'a text' }] });
      expect(await ask('text')).not.toHaveProperty('structuredContent');
      const bare = [42, { result: 42 }];
      expect(bare).toContainEqual((await ask('number')).structuredContent);
      const list = await ask('list');
      expect(list.content).toEqual([{ type: 'text', text: '[1,2]' }]);
      expect([[1, 2], { result: [1, 2] }]).toContainEqual(list.structuredContent);
      expect((await ask('png')).content).toEqual([{ type: 'image', data: 'AQID', mimeType: 'image/png' }]);
      expect((await ask('bytes')).content).toEqual([
        {
          type: 'resource',
          resource: { uri: 'result:bytes', mimeType: 'application/octet-stream', blob: 'AQI=' },
        },
      ]);
    });

    it('refuses arguments that do not fit, before the queue, in words', async () => {
      const before = (await journalOf(client)).weather;
      const wrong = await client.call('weather', { place: { city: 7 }, days: 9 });
      expect(wrong.isError).toBe(true);
      expect(wrong.content[0]?.text).toMatch(
        /^Invalid arguments: .*place.city must be a string.*days must not be greater than 7.*status 400/,
      );
      expect((await client.call('math.double', { n: 'x' })).content[0]?.text).toMatch(
        /^Invalid arguments: n: /,
      );
      expect((await client.call('any')).content[0]?.text).toMatch(/^Invalid arguments: .*what/);
      expect((await journalOf(client)).weather).toBe(before);
    });

    it('tells of failures what may be told', async () => {
      const busy = await client.call('any', { what: 'busy' });
      expect(busy.isError).toBe(true);
      expect(busy.content[0]?.text).toContain('(queue_full, status 429, retry after 7 s, request ');
      expect(busy._meta?.['litserve/error']).toMatchObject({ code: 'queue_full', retryAfterSeconds: 7 });
      const failed = await client.call('any', { what: 'else' });
      expect(failed).toMatchObject({ isError: true });
      expect(failed.content[0]?.text).toMatch(/^Internal server error \(.*status 500/);
      expect(JSON.stringify(failed)).not.toContain('secret');
      // A result that is not what the tool promises is the server's mistake.
      expect(await client.call('math.double', { n: 13 })).toMatchObject({ isError: true });
      await expect(client.call('nothing')).rejects.toThrow('Tool nothing not found');
    });

    it('lets in whom the guards of the class let in', async () => {
      await expect(client.call('closed', { a: 1 })).rejects.toThrow('no key');
      const as = async (authorization: string): Promise<unknown> => {
        const other = await connect(`${app.url}/mcp`, { authorization });
        return other.call('closed', { a: 1 }).finally(() => other.close());
      };
      await expect(as('wrong')).rejects.toMatchObject({
        message: expect.stringContaining('Forbidden resource'),
        data: { statusCode: 403 },
      });
      await expect(as('broken')).rejects.toThrow('Internal server error');
      expect(await as('right')).toMatchObject({ structuredContent: { a: 1 } });
    });

    it('streams: each chunk is progress, and the result is all of them', async () => {
      const progress: unknown[] = [];
      const result = await client.call(
        'words',
        { text: 'one two three' },
        { onprogress: ({ progress: count, message }) => progress.push([count, message]) },
      );
      expect(result.content).toEqual([{ type: 'text', text: 'one two three ' }]);
      expect(progress).toEqual([
        [1, 'one '],
        [2, 'two '],
        [3, 'three '],
      ]);
      const failed = await client.call('words', { text: 'one FAIL' });
      expect(failed).toMatchObject({ isError: true });
      expect(JSON.stringify(failed)).not.toContain('secret');
    });

    it('stops the model when the client cancels', async () => {
      const before = await journalOf(client);
      const abort = new AbortController();
      const call = client.call(
        'words',
        { text: 'endless' },
        { signal: abort.signal, onprogress: () => abort.abort(), timeout: 20_000 },
      );
      await expect(call).rejects.toThrow();
      await until('the generator has ended', async () => {
        const { aborted, live } = await journalOf(client);
        return aborted === before.aborted + 1 && live === 0;
      });
    });
  });
});
