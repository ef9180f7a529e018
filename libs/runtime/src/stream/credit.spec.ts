import { describe, expect, it } from '@jest/globals';
import { STREAM_WINDOW_BYTES } from '#wire';
import { Streaming, until } from '../testing/streaming.js';
import { turns } from '../testing/worker-pipe.js';
import { MAX_HELD_BYTES } from './outgoing-stream.js';

const CHUNK_BYTES = 8 * 1024;
/** A chunk of that many bytes as a line of NDJSON. */
const CHUNK = 'x'.repeat(CHUNK_BYTES - '""\n'.length);

/** Endless, until nobody reads; tells how many steps there were. */
class Firehose {
  made = 0;
  ended = 0;
  *predict(): Generator<string> {
    try {
      for (;;) {
        this.made += 1;
        yield CHUNK;
      }
    } finally {
      this.ended += 1;
    }
  }
}

class Batch {
  made = 0;
  ended = 0;
  *predict(sizes: readonly number[]): Generator<string[]> {
    try {
      for (;;) {
        this.made += 1;
        yield sizes.map((size) => CHUNK.slice(0, size));
      }
    } finally {
      this.ended += 1;
    }
  }
}

/** Runs it until it stops by itself, which it does when it waits for credit. */
async function settled(streaming: Streaming, model: { readonly made: number }): Promise<void> {
  let before = -1;
  await until(() => model.made > 0);
  while (before !== model.made) {
    before = model.made;
    await turns(10);
  }
  expect(streaming.hasEnded(1)).toBe(false);
}

describe('a lone stream without credit', () => {
  it('pauses at its window and goes on by as much as the client takes', async () => {
    const instance = new Firehose();
    const streaming = new Streaming(Firehose, { instance });
    streaming.run(1, { 1: '' });
    await settled(streaming, instance);
    expect(streaming.bytes(1)).toBe(STREAM_WINDOW_BYTES);

    streaming.credit(1, 3 * CHUNK_BYTES);
    await settled(streaming, instance);
    expect(streaming.bytes(1)).toBe(STREAM_WINDOW_BYTES + 3 * CHUNK_BYTES);
    expect(instance.made).toBe(streaming.bytes(1) / CHUNK_BYTES);
  });

  it('ends when it is cancelled in its pause', async () => {
    const instance = new Firehose();
    const streaming = new Streaming(Firehose, { instance });
    streaming.run(1, { 1: '' });
    await settled(streaming, instance);
    streaming.cancel(1);
    await streaming.ended(1);
    expect(instance.ended).toBe(1);
  });

  it('holds back no other', async () => {
    const instance = new Firehose();
    const streaming = new Streaming(Firehose, { instance, concurrency: 2 });
    streaming.run(1, { 1: '' });
    await settled(streaming, instance);
    streaming.run(2, { 2: '' });
    await until(() => streaming.bytes(2) === STREAM_WINDOW_BYTES);
    streaming.cancel(1, 2);
    await Promise.all([streaming.ended(1), streaming.ended(2)]);
  });

  it('counts values by what their message says they take', async () => {
    const instance = new Firehose();
    const streaming = new Streaming(Firehose, { instance });
    streaming.run(1, { 1: '' }, { form: 'value' });
    await settled(streaming, instance);
    const sizes = streaming.events(1).map((event) => (event.kind === 'values' ? event.size : 0));
    const taken = sizes.reduce((sum, size) => sum + size, 0);
    expect(taken).toBeGreaterThanOrEqual(STREAM_WINDOW_BYTES);
    expect(taken).toBeLessThan(STREAM_WINDOW_BYTES + CHUNK_BYTES);
    const { made } = instance;
    streaming.credit(1, taken - STREAM_WINDOW_BYTES + 1);
    await settled(streaming, instance);
    expect(instance.made).toBe(made + 1);
    streaming.cancel(1);
    await streaming.ended(1);
  });

  it('may be given credit that comes too late', async () => {
    const streaming = new Streaming(Firehose);
    streaming.run(1, { 1: '' });
    streaming.cancel(1);
    await streaming.ended(1);
    expect(() => streaming.credit(1, 5)).not.toThrow();
  });
});

describe('a batch of streams', () => {
  const SAME = CHUNK.length;

  it('waits while none of its clients has credit', async () => {
    const instance = new Batch();
    const streaming = new Streaming(Batch, { instance, maxBatchSize: 2 });
    streaming.run(1, { 1: SAME, 2: SAME });
    await settled(streaming, instance);
    expect([streaming.bytes(1), streaming.bytes(2)]).toEqual([STREAM_WINDOW_BYTES, STREAM_WINDOW_BYTES]);
  });

  it('goes on for those who read, holds what another has no credit for, and gives it out with its credit', async () => {
    const instance = new Batch();
    const streaming = new Streaming(Batch, { instance, maxBatchSize: 2 });
    streaming.run(1, { 1: SAME, 2: SAME });
    await settled(streaming, instance);
    streaming.credit(1, 4 * CHUNK_BYTES);
    await settled(streaming, instance);
    expect(streaming.bytes(1)).toBe(STREAM_WINDOW_BYTES + 4 * CHUNK_BYTES);
    expect(streaming.bytes(2)).toBe(STREAM_WINDOW_BYTES);
    streaming.credit(2, 1);
    await until(() => streaming.bytes(2) === streaming.bytes(1));
  });

  it('evicts who falls too far behind, and only that one', async () => {
    const instance = new Batch();
    const streaming = new Streaming(Batch, { instance, maxBatchSize: 2 });
    streaming.run(1, { 1: SAME, 2: SAME });
    await settled(streaming, instance);
    streaming.taken(streaming.events(1).length + streaming.events(2).length);
    streaming.credit(1, MAX_HELD_BYTES);
    await settled(streaming, instance);
    expect(streaming.told(2).at(-1)).toBe(CHUNK);

    streaming.credit(1, CHUNK_BYTES);
    await settled(streaming, instance);
    expect(streaming.events(2).at(-1)).toMatchObject({ kind: 'error', error: { code: 'slow_client' } });
    expect(streaming.bytes(1)).toBe(STREAM_WINDOW_BYTES + MAX_HELD_BYTES + CHUNK_BYTES);
    expect(streaming.told(1).at(-1)).toBe(CHUNK);

    streaming.cancel(1);
    await streaming.ended(1);
    expect(instance.ended).toBe(1);
  });

  it('gives its slot back though a client has not read all of it', async () => {
    class Ends {
      *predict(items: readonly unknown[]): Generator<string[]> {
        for (let i = 0; i < STREAM_WINDOW_BYTES / CHUNK_BYTES + 3; i += 1) {
          // The second item gets nothing, so its client has always credit.
          yield items.map((_, index) => (index === 0 ? CHUNK : ''));
        }
      }
    }
    const streaming = new Streaming(Ends, { maxBatchSize: 2 });
    const [first] = await streaming.read({ 1: '', 2: '' });
    expect(first).toHaveLength(STREAM_WINDOW_BYTES / CHUNK_BYTES + 4);
    expect(first).toEqual(expect.arrayContaining(['end']));
  });
});
