import { describe, expect, it } from '@jest/globals';
import type { McpRequest } from './mcp-request.js';
import { ResponseBody } from './response-body.js';

/** Counts how often it is held back. */
const requestThat = (): { held: number; released: number } & Pick<McpRequest, 'hold' | 'release'> => ({
  held: 0,
  released: 0,
  hold() {
    this.held += 1;
  },
  release() {
    this.released += 1;
  },
});

const bodyOf = (
  chunks: readonly Uint8Array[],
  onCancel = (): void => undefined,
): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      if (chunks.length > 1) controller.close();
    },
    cancel: onCancel,
  });

describe('the body of an answer', () => {
  it('passes all, and holds its source back while nobody reads', async () => {
    const request = requestThat();
    const chunks = Array.from({ length: 4 }, () => new Uint8Array(40_000));
    const body = new ResponseBody(bodyOf(chunks), request as never);
    body.read(0);
    await new Promise((resolve) => setImmediate(resolve));
    const heldAt = request.held;
    expect(heldAt).toBeGreaterThan(0);
    let size = 0;
    for await (const chunk of body) size += (chunk as Buffer).length;
    expect(size).toBe(160_000);
    expect(request.released).toBeGreaterThan(heldAt);
  });

  it('ends its source when it is left', async () => {
    const cancelled = new Promise<void>((resolve) => {
      const body = new ResponseBody(bodyOf([new Uint8Array(1)], resolve), requestThat() as never);
      body.read(0);
      body.destroy();
    });
    await cancelled;
    expect.assertions(0);
  });
});
