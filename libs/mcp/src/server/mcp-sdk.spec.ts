import { describe, expect, it } from '@jest/globals';
import { loadMcpSdk } from './mcp-sdk.js';

const failing = (message: string) => () => Promise.reject(new Error(message));

describe('the SDK', () => {
  it('is an optional peer: how to install it is told', async () => {
    const missing = failing("Cannot find package '@modelcontextprotocol/server' imported from app.js");
    await expect(loadMcpSdk(missing)).rejects.toThrow("run 'npm install @modelcontextprotocol/server'");
  });

  it('that does not load says why', async () => {
    await expect(loadMcpSdk(failing("Cannot find package 'zod'"))).rejects.toThrow(
      "does not load: Cannot find package 'zod'",
    );
  });

  it('loads', async () => {
    expect(await loadMcpSdk()).toHaveProperty('createMcpHandler');
  });
});
