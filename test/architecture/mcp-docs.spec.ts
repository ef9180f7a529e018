import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as classValidator from 'class-validator';
import { RULES } from '../../libs/mcp/src/schema/rule-schema.js';
import { McpAppModule } from '../fixtures/mcp/mcp-app.module.js';
import { bootApp, type RunningApp } from '../support/boot-app.js';
import { tableRows } from './support/markdown.js';
import { documentedDefaults } from './support/option-defaults.js';
import { read } from './support/repository.js';

const page = read('docs/guides/mcp.md').text;

describe('the options of MCP', () => {
  it.each([
    { section: 'The module', file: 'libs/mcp/src/mcp.options.ts', of: 'McpModuleOptions' },
    { section: 'A tool', file: 'libs/mcp/src/mcp-tool.ts', of: 'McpToolOptions' },
  ])('$of are in docs/guides/mcp.md', ({ section, file, of }) => {
    const text = page.split(/^## /m).find((one) => one.startsWith(`${section}\n`)) ?? '';
    const rows = tableRows(text, 'option').map(([name, value]) => [
      name,
      value === 'required' ? undefined : value,
    ]);
    const plain = (value: string | undefined): string | undefined => value?.replaceAll('`', '');
    const options = [...documentedDefaults(read(file), of)].map(([name, value]) => [name, plain(value)]);
    expect(rows).toEqual(options);
  });
});

/** What a rule says whatever its constraints are, and the words that depend on them. */
function told(rule: (...constraints: readonly unknown[]) => object): string {
  const [one, other] = [rule(1, 2), rule(3, 4)].map((schema) => Object.entries(schema));
  const words = one?.map(([word, value], index) =>
    other?.[index]?.[1] === value ? `${word}: ${String(value)}` : word,
  );
  return words?.join(', ') ?? '';
}

describe('the rules of classes', () => {
  it('that clients are told of are in docs/guides/mcp.md', () => {
    const rows = Object.entries(RULES).map(([name, rule]) => [name, told(rule)]);
    expect(tableRows(page, 'rule')).toEqual(rows);
  });

  it('have the names that class-validator gives them', () => {
    const names: readonly unknown[] = Object.values(classValidator);
    expect(Object.keys(RULES).filter((name) => !names.includes(name))).toEqual([]);
  });
});

const MODERN = '2026-07-28';
const PARAMS: Readonly<Record<string, object>> = {
  initialize: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'x', version: '1' } },
  'tools/call': { name: 'any', arguments: { what: 'text' } },
  'subscriptions/listen': { notifications: { toolsListChanged: true } },
  'notifications/cancelled': { requestId: 9 },
  'logging/setLevel': { level: 'info' },
  'completion/complete': { ref: { type: 'ref/prompt', name: 'x' }, argument: { name: 'a', value: 'b' } },
};

describe('the methods of MCP', () => {
  let app: RunningApp;
  beforeAll(async () => {
    app = await bootApp('express', McpAppModule);
  });
  afterAll(() => app.close());

  /** Whether a method is there: it is, unless the answer is an error. */
  async function serves(method: string, revision: string): Promise<boolean> {
    const isModern = revision === MODERN;
    const meta = {
      'io.modelcontextprotocol/protocolVersion': MODERN,
      'io.modelcontextprotocol/clientInfo': { name: 'x', version: '1' },
      'io.modelcontextprotocol/clientCapabilities': {},
    };
    const { name } = (PARAMS[method] ?? {}) as { name?: string };
    const abort = new AbortController();
    const response = await fetch(`${app.url}/mcp`, {
      method: 'POST',
      signal: abort.signal,
      headers: {
        accept: 'application/json, text/event-stream',
        'content-type': 'application/json',
        ...(isModern ? { 'mcp-protocol-version': MODERN, 'mcp-method': method } : {}),
        ...(isModern && name !== undefined ? { 'mcp-name': name } : {}),
      },
      body: JSON.stringify({
        jsonrpc: '2.0',
        method,
        params: { ...PARAMS[method], ...(isModern ? { _meta: meta } : {}) },
        ...(method.startsWith('notifications/') ? {} : { id: 1 }),
      }),
    });
    const first = await response.body?.getReader().read();
    abort.abort();
    const text = Buffer.from(first?.value ?? []).toString();
    return response.ok && !text.includes('"error"');
  }

  it('are those in docs/guides/mcp.md', async () => {
    const rows = tableRows(page, 'method');
    expect(rows.length).toBeGreaterThan(10);
    for (const [method = '', modern, legacy] of rows) {
      const found = [await serves(method, MODERN), await serves(method, '2025-11-25')];
      expect([method, ...found]).toEqual([method, modern === 'yes', legacy === 'yes']);
    }
  });
});
