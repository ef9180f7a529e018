import { describe, expect, it } from '@jest/globals';
import { CHUNK_SEPARATOR, STREAM_WINDOW_EVENTS } from '#wire';
import { Streaming, until } from '../testing/streaming.js';
import { Pipe, turns } from '../testing/worker-pipe.js';

class Numbers {
  *predict(count: number): Generator<number> {
    for (let i = 0; i < count; i += 1) yield i;
  }
}

/** Does not end by itself: an end leaves at once, and takes along what waits. */
class OnePerTurn {
  async *predict(count: number): AsyncGenerator<number> {
    for (let i = 0; i < count; i += 1) {
      await turns(1);
      yield i;
    }
    await new Promise(() => {});
  }
}

describe('chunks on their way', () => {
  it('are joined: 10,000 of them in few messages, in order', async () => {
    const streaming = new Streaming(Numbers);
    const [told] = await streaming.read({ 1: 10_000 });
    expect(told).toEqual([...Array(10_000).keys(), 'end']);
    expect(streaming.messages.length).toBeLessThan(500);
  });

  it('leave before the second is made when they are the first', async () => {
    const sent: number[] = [];
    class Api {
      *predict(): Generator<string> {
        yield 'first';
        sent.push(streaming.events(1).length);
        yield 'second';
      }
    }
    const streaming = new Streaming(Api);
    await streaming.read({ 1: '' });
    expect(sent).toEqual([1]);
  });

  it('leave before the next is made when that takes longer than a turn may', async () => {
    const sent: number[] = [];
    class Api {
      *predict(): Generator<number> {
        for (let i = 0; i < 4; i += 1) {
          const blockedUntil = performance.now() + 3;
          while (performance.now() < blockedUntil);
          sent.push(streaming.events(1).length);
          yield i;
        }
      }
    }
    const streaming = new Streaming(Api);
    await streaming.read({ 1: '' });
    expect(sent).toEqual([0, 1, 2, 3]);
  });

  it('do not wait for the end of the turn when they are large', async () => {
    const sent: number[] = [];
    class Api {
      *predict(): Generator<string> {
        yield 'first';
        yield 'x'.repeat(17_000);
        sent.push(streaming.bytes(1));
      }
    }
    const streaming = new Streaming(Api);
    await streaming.read({ 1: '' });
    expect(sent[0]).toBeGreaterThan(17_000);
  });

  it('wait, and are joined, while the operating system has not taken those before', async () => {
    const pipe = new Pipe(true);
    const streaming = new Streaming(OnePerTurn, { pipe });
    streaming.run(1, { 1: 6 });
    await turns(20);
    expect(streaming.texts(1)).toEqual(['0\n']);
    pipe.flushOne();
    await turns();
    expect(streaming.texts(1)).toEqual(['0\n', '1\n2\n3\n4\n5\n']);
  });

  it('wait, and are joined, while the other side has not dealt with those before', async () => {
    const streaming = new Streaming(OnePerTurn);
    streaming.run(1, { 1: STREAM_WINDOW_EVENTS + 20 });
    await turns(400);
    const ahead = streaming.texts(1).length;
    expect(ahead).toBe(STREAM_WINDOW_EVENTS + 1);
    streaming.taken(ahead);
    await turns();
    expect(streaming.texts(1)).toHaveLength(ahead + 1);
    expect(streaming.text(1).split('\n')).toHaveLength(STREAM_WINDOW_EVENTS + 21);
  });

  it('are written together in one turn, whatever batches they belong to', async () => {
    const pipe = new Pipe(true);
    const streaming = new Streaming(OnePerTurn, { pipe, concurrency: 2 });
    streaming.run(1, { 1: 1 });
    streaming.run(2, { 2: 1 });
    await turns(20);
    expect([pipe.sent.length, pipe.pending]).toEqual([2, 1]);
  });

  it('are written in the format the client asked for', async () => {
    const texts: string[] = [];
    for (const format of ['sse', 'ndjson', 'json'] as const) {
      const streaming = new Streaming(Numbers);
      streaming.run(1, { 1: 3 }, { format });
      await streaming.ended(1);
      // Where a separator is needed between two messages, the receiver writes it.
      texts.push(streaming.texts(1).join(CHUNK_SEPARATOR[format]));
    }
    expect(texts).toEqual(['data: 0\n\ndata: 1\n\ndata: 2\n\n', '0\n1\n2\n', '0,1,2']);
  });

  it('cross as values where interceptors look, each as it was when it was yielded', async () => {
    class Api {
      *predict(): Generator {
        const state = { step: 0, bytes: Buffer.alloc(2) };
        for (; state.step < 3; state.step += 1) {
          state.bytes.fill(state.step);
          yield state;
        }
      }
    }
    const streaming = new Streaming(Api);
    await streaming.read({ 1: '' }, { form: 'value' });
    const chunk = (step: number) => ({ step, bytes: Buffer.alloc(2, step) });
    expect(streaming.values(1).flat()).toEqual([chunk(0), chunk(1), chunk(2)]);
  });
});

describe('a generator that never waits', () => {
  let ended = 0;
  class Endless {
    *predict(output: unknown): Generator {
      try {
        for (;;) yield output;
      } finally {
        ended += 1;
      }
    }
  }
  class EndlessAsync {
    async *predict(output: unknown): AsyncGenerator {
      try {
        for (;;) yield output;
      } finally {
        ended += 1;
      }
    }
  }

  it.each<[string, typeof Endless | typeof EndlessAsync, unknown]>([
    ['yields chunks', Endless, 'x'],
    ['yields nothing', Endless, undefined],
    ['is async and yields nothing', EndlessAsync, undefined],
  ])('and %s lets a cancel through, and ends', async (_, cls, output) => {
    ended = 0;
    const streaming = new Streaming(cls);
    // Without a format chunks are as small as can be, so that the credit does not stop them first.
    streaming.run(1, { 1: output }, { format: 'json' });
    await turns(20);
    expect([streaming.hasEnded(1), ended]).toEqual([false, 0]);
    streaming.cancel(1);
    await streaming.ended(1);
    expect(ended).toBe(1);
  });

  it('and encodes a batch lets a cancel through, and ends', async () => {
    ended = 0;
    const instance = {
      predict: (inputs: unknown[]): unknown[] => [inputs],
      async *encodeResponse(): AsyncGenerator {
        try {
          for (;;) yield undefined;
        } finally {
          ended += 1;
        }
      },
    };
    const streaming = new Streaming(Endless, { instance, maxBatchSize: 2 });
    streaming.run(1, { 1: 'a' });
    await turns(20);
    expect([streaming.hasEnded(1), ended]).toEqual([false, 0]);
    streaming.cancel(1);
    await streaming.ended(1);
    expect(ended).toBe(1);
  });

  it('lets others run beside it', async () => {
    const streaming = new Streaming(Endless, { concurrency: 2 });
    streaming.run(1, { 1: undefined });
    streaming.run(2, { 2: 'chunk' });
    await until(() => streaming.bytes(2) > 100);
    streaming.cancel(1, 2);
    await Promise.all([streaming.ended(1), streaming.ended(2)]);
    expect(streaming.told(2).at(-1)).toBe('AbortError: The request was cancelled');
  });
});
