import { LitResponse, toJson } from '#core';
import type { Sdk } from '../server/mcp-sdk.js';

/** What the chunks of a stream are together: nothing, a text, bytes, or the list of them. */
export function joined(chunks: readonly unknown[]): unknown {
  if (chunks.length === 0) return undefined;
  if (chunks.every((chunk) => typeof chunk === 'string')) return chunks.join('');
  return chunks.every((chunk) => chunk instanceof Uint8Array) ? Buffer.concat(chunks) : chunks;
}

/**
 * The result of a tool. A text is text, bytes are what their type says, anything else is structured, with its JSON as
 * text for clients that look at nothing else.
 *
 * @param isStructured whether the tool promises a structured result, of a text too
 */
export function toolResult(given: unknown, isStructured: boolean): Sdk.CallToolResult {
  const { body, headers } = given instanceof LitResponse ? given : { body: given, headers: undefined };
  const type = headers?.['content-type'];
  if (body instanceof Uint8Array) return { content: [bytesContent(body, type)] };
  if (body === undefined) return { content: [] };
  if (typeof body === 'string' && !isStructured) return { content: [{ type: 'text', text: body }] };
  const text = toJson(body);
  const structuredContent = JSON.parse(text) as Record<string, unknown>;
  return { content: [{ type: 'text', text }], structuredContent };
}

/** @param type as a header has it, maybe with parameters */
function bytesContent(bytes: Uint8Array, type = 'application/octet-stream'): Sdk.ContentBlock {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
  if (type.startsWith('image/')) return { type: 'image', data, mimeType: type };
  if (type.startsWith('audio/')) return { type: 'audio', data, mimeType: type };
  return { type: 'resource', resource: { uri: 'result:bytes', mimeType: type, blob: data } };
}

/** A chunk as the message of a progress notification; of bytes only how many. */
export function chunkText(chunk: unknown): string {
  if (chunk instanceof Uint8Array) return `${chunk.length} bytes`;
  return typeof chunk === 'string' ? chunk : toJson(chunk);
}
