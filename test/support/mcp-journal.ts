import type { Journal } from '../fixtures/mcp/models.js';
import type { McpClient } from './mcp-clients.js';

/** What the endpoints have done so far, in the process they run in. */
export async function journalOf(client: McpClient): Promise<Journal['entries']> {
  return (await client.call('journal')).structuredContent as Journal['entries'];
}
