import { Injectable, UseGuards, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LitEndpoint } from 'nestjs-litserve';
import { McpModule, mcpTool } from 'nestjs-litserve/mcp';
import { openAIChat, OpenAIModule } from 'nestjs-litserve/openai';
import { z } from 'zod';
import { ADAPTERS, bootApp, type Answer, type RunningApp } from '../support/boot-app.js';

@Injectable()
class KeyGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<{ headers: Record<string, string> }>();
    return context.getClass().name === 'SpellApi' && headers['x-key'] === 'right';
  }
}

/** One class, and each protocol there is. */
@LitEndpoint('/spell', {
  maxBatchSize: 4,
  specs: [
    openAIChat({ model: 'spell' }),
    mcpTool({
      description: 'Spells a word.',
      inputSchema: z.object({ word: z.string() }),
      decode: ({ word }) => word,
    }),
  ],
})
@UseGuards(KeyGuard)
class SpellApi {
  predict(words: string[]): string[] {
    return words.map((word) => word.split('').join('-'));
  }
}

const mcpCall = {
  jsonrpc: '2.0',
  id: 1,
  method: 'tools/call',
  params: { name: 'spell', arguments: { word: 'abc' } },
};

/** How a client asks by each protocol, and where its answer is. */
const DOORS = [
  { door: 'native', path: '/spell', body: JSON.stringify('abc'), textIn: ({ json }: Answer) => json },
  {
    door: 'chat',
    path: '/v1/chat/completions',
    body: JSON.stringify({ model: 'spell', messages: [{ role: 'user', content: 'abc' }] }),
    textIn: ({ json }: Answer) =>
      (json as { choices: { message: { content: string } }[] }).choices[0]?.message.content,
  },
  {
    door: 'MCP',
    path: '/mcp',
    body: JSON.stringify(mcpCall),
    textIn: ({ text }: Answer) => /"text":"([^"]*)"/.exec(text)?.[1],
  },
];

describe.each(ADAPTERS)('one class behind every door, on %s', (adapter) => {
  let app: RunningApp;
  beforeAll(async () => {
    app = await bootApp(adapter, {
      imports: [OpenAIModule.forRoot(), McpModule.forRoot()],
      providers: [SpellApi],
    });
  });
  afterAll(() => app.close());

  const ask = (path: string, body: string, key: string): Promise<Answer> =>
    app.ask(path, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: path === '/mcp' ? 'application/json, text/event-stream' : 'application/json',
        'x-key': key,
      },
      body,
    });

  it.each(DOORS)('$door gives the same answer', async ({ path, body, textIn }) => {
    expect(textIn(await ask(path, body, 'right'))).toBe('a-b-c');
  });

  it.each(DOORS)('$door lets in nobody whom the guard of the class does not', async ({ path, body }) => {
    const { status, text } = await ask(path, body, 'wrong');
    expect(status).toBe(path === '/mcp' ? 200 : 403);
    expect(text).toContain('Forbidden resource');
    expect(text).not.toContain('a-b-c');
  });
});
