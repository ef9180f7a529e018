import { Injectable, UseGuards, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LitEndpoint } from 'nestjs-litserve';
import { McpModule, mcpTool } from 'nestjs-litserve/mcp';
import { openInference, OpenInferenceModule } from 'nestjs-litserve/open-inference';
import { openAIChat, OpenAIModule, openAIResponses } from 'nestjs-litserve/openai';
import { z } from 'zod';
import { ADAPTERS, bootApp, type Answer, type RunningApp } from '../support/boot-app.js';

@Injectable()
class KeyGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<{ headers: Record<string, string> }>();
    return context.getClass().name === 'SpellApi' && headers['x-key'] === 'right';
  }
}

let predicted = 0;

/** One class, and each protocol there is. */
@LitEndpoint('/spell', {
  maxBatchSize: 4,
  specs: [
    openAIChat({ model: 'spell' }),
    openAIResponses({ model: 'spell' }),
    openInference({
      model: 'spell',
      inputs: [{ name: 'word', datatype: 'BYTES', shape: [-1] }],
      outputs: [{ name: 'letters', datatype: 'BYTES', shape: [-1] }],
    }),
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
    predicted += words.length;
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
    door: 'responses',
    path: '/v1/responses',
    body: JSON.stringify({ model: 'spell', input: 'abc' }),
    textIn: ({ json }: Answer) =>
      (json as { output: { content: { text: string }[] }[] }).output[0]?.content[0]?.text,
  },
  {
    door: 'Open Inference',
    path: '/v2/models/spell/infer',
    body: JSON.stringify({ inputs: [{ name: 'word', datatype: 'BYTES', shape: [1], data: ['abc'] }] }),
    textIn: ({ json }: Answer) => (json as { outputs: { data: string[] }[] }).outputs[0]?.data[0],
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
      imports: [OpenAIModule.forRoot(), OpenInferenceModule.forRoot(), McpModule.forRoot()],
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

interface ExpressRoute {
  readonly path: string;
  readonly methods: Readonly<Record<string, boolean>>;
}

it('no route of the app, whatever it is, reaches a model that the guard denies', async () => {
  const imports = [OpenAIModule.forRoot(), OpenInferenceModule.forRoot(), McpModule.forRoot()];
  const app = await bootApp('express', { imports, providers: [SpellApi] });
  const { router } = app.app.getHttpAdapter().getInstance() as {
    router: { stack: readonly { route?: ExpressRoute }[] };
  };
  const routes = router.stack.flatMap(({ route }) => route ?? []);
  const send = async (path: string, method: string, body: string, key: string): Promise<void> => {
    const headers = {
      'content-type': 'application/json',
      accept: path === '/mcp' ? 'application/json, text/event-stream' : '*/*',
      'x-key': key,
    };
    await app.ask(path, { method, headers, ...(method === 'GET' ? {} : { body }) });
  };
  const walk = async (key: string): Promise<number> => {
    predicted = 0;
    for (const { path, methods } of routes) {
      const url = path.replaceAll(':version', '1').replaceAll(/:\w+/g, 'spell');
      for (const method of Object.keys(methods)) {
        for (const { body } of DOORS) await send(url, method.toUpperCase(), body, key);
      }
    }
    return predicted;
  };
  expect(routes.length).toBeGreaterThan(20);
  expect(await walk('right')).toBeGreaterThanOrEqual(DOORS.length);
  expect(await walk('wrong')).toBe(0);
  await app.close();
});
