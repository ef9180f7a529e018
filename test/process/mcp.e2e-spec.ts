import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { ADAPTERS } from '../support/boot-app.js';
import { MCP_CLIENTS, type McpClient, type ToolResult } from '../support/mcp-clients.js';
import { journalOf } from '../support/mcp-journal.js';
import { isAlive, startApp, until, type StartedApp } from '../support/start-app.js';

describe.each(ADAPTERS)('MCP tools in a real worker process behind %s', (adapter) => {
  let app: StartedApp;
  beforeAll(async () => {
    app = await startApp('test/fixtures/mcp/main.js', { LITSERVE_ADAPTER: adapter });
  }, 60_000);
  afterAll(() => app.stop(), 30_000);

  describe.each(Object.entries(MCP_CLIENTS))('for %s', (_, connect) => {
    let client: McpClient;
    beforeAll(async () => {
      client = await connect(`${app.url}/mcp`);
    });
    afterAll(() => client.close());

    it('are called there', async () => {
      expect((await client.tools()).map(({ name }) => name)).toContain('weather');
      expect(app.workers()).toContain((await journalOf(client)).pid);
      const { structuredContent } = await client.call('weather', { place: { city: 'Rome' } });
      expect(structuredContent).toEqual({ text: 'Rome 1', sunny: true });
      expect((await client.call('any', { what: 'list' })).content).toMatchObject([{ text: '[1,2]' }]);
      await expect(client.call('closed')).rejects.toThrow('no key');
      const failed = await client.call('any', { what: 'else' });
      expect(failed.content[0]?.text).toMatch(/^Internal server error/);
    });

    it('share batches', async () => {
      const before = (await journalOf(client)).batches.length;
      await Promise.all(
        Array.from({ length: 50 }, (_unused, n) => client.call('math.double', { n: n + 100 })),
      );
      const sizes = (await journalOf(client)).batches.slice(before);
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(50);
      expect(Math.max(...sizes)).toBeGreaterThan(1);
    });

    it('stop when the client cancels', async () => {
      const before = await journalOf(client);
      const abort = new AbortController();
      const messages: (string | undefined)[] = [];
      const call = client.call(
        'words',
        { text: 'endless' },
        {
          signal: abort.signal,
          onprogress: ({ message }) => messages.push(message) === 3 && abort.abort(),
          timeout: 20_000,
        },
      );
      await expect(call).rejects.toThrow();
      expect(messages.slice(0, 3)).toEqual(['more ', 'more ', 'more ']);
      await until('the generator has ended', async () => {
        const { aborted, live } = await journalOf(client);
        return aborted === before.aborted + 1 && live === 0;
      });
    });
  });

  it('are answered when the app ends', async () => {
    const client = await MCP_CLIENTS['SDK 1, 2025-11-25'](`${app.url}/mcp`);
    const text = Array.from({ length: 300 }, () => 'w').join(' ');
    let answer: Promise<ToolResult> | undefined;
    await new Promise<void>((begun) => {
      answer = client.call('words', { text }, { onprogress: () => begun() });
    });
    const workers = app.workers();
    const gone = once(app.process, 'exit');
    app.process.kill('SIGTERM');
    expect((await answer)?.content[0]?.text).toHaveLength(600);
    await gone;
    expect(workers.filter(isAlive)).toEqual([]);
    await client.close();
  }, 20_000);
});
