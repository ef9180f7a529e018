import * as v2 from '@modelcontextprotocol/client';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

export interface ToolResult {
  readonly content: readonly { readonly type: string; readonly text?: string }[];
  readonly structuredContent?: unknown;
  readonly isError?: boolean;
  readonly _meta?: Readonly<Record<string, unknown>>;
}
export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly timeout?: number;
  readonly onprogress?: (progress: { progress: number; message?: string | undefined }) => void;
}

/** What both generations of the official client can do. */
export interface McpClient {
  tools(): Promise<readonly { readonly name: string; readonly [key: string]: unknown }[]>;
  call(name: string, args?: Record<string, unknown>, options?: CallOptions): Promise<ToolResult>;
  about(): { readonly name?: string; readonly instructions?: string | undefined };
  close(): Promise<void>;
}

type Connect = (url: string, headers?: Record<string, string>) => Promise<McpClient>;

const INFO = { name: 'test', version: '1' };

async function first(url: string, headers: Record<string, string> = {}): Promise<McpClient> {
  const client = new Client(INFO);
  const transport = new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } });
  await client.connect(transport);
  return {
    tools: async () => (await client.listTools()).tools,
    call: async (name, args = {}, options = {}) =>
      (await client.callTool({ name, arguments: args }, undefined, options)) as ToolResult,
    about: () => ({ ...client.getServerVersion(), instructions: client.getInstructions() }),
    close: () => client.close(),
  };
}

const second =
  (mode: 'legacy' | 'auto'): Connect =>
  async (url, headers = {}) => {
    const client = new v2.Client(INFO, { versionNegotiation: { mode } });
    await client.connect(new v2.StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }));
    return {
      tools: async () => (await client.listTools()).tools,
      call: async (name, args = {}, options = {}) =>
        (await client.callTool({ name, arguments: args }, options)) as ToolResult,
      about: () => ({ ...client.getServerVersion(), instructions: client.getInstructions() }),
      close: () => client.close(),
    };
  };

/** Each generation of the official client, by the revision of the protocol it speaks. */
export const MCP_CLIENTS = {
  'SDK 1, 2025-11-25': first,
  'SDK 2, 2025-11-25': second('legacy'),
  'SDK 2, 2026-07-28': second('auto'),
} as const satisfies Readonly<Record<string, Connect>>;
