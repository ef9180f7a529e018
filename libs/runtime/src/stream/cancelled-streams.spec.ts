import { on, EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { deferred } from '#common';
import type { LitContext } from '#endpoint';
import { Streaming, until } from '../testing/streaming.js';
import { turns } from '../testing/worker-pipe.js';

/** Yields once, then waits until it is told to give up. */
class Waiting {
  readonly log: string[] = [];
  readonly cleanUp = deferred();
  async *predict(name: string, { signal }: LitContext): AsyncGenerator<string> {
    this.log.push(`begin ${name}`);
    try {
      yield name;
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      yield 'nobody reads this';
    } finally {
      await this.cleanUp.promise;
      this.log.push(`end ${name}`);
    }
  }
  teardown(): void {
    this.log.push('teardown');
  }
}

describe('a stream whose client goes', () => {
  it('runs its finally, and its slot is free when that has ended', async () => {
    const instance = new Waiting();
    const streaming = new Streaming(Waiting, { instance });
    streaming.run(1, { 1: 'a' });
    streaming.run(2, { 2: 'b' });
    await until(() => streaming.bytes(1) > 0);
    streaming.cancel(1);
    await turns(20);
    expect(streaming.told(1)).toEqual(['a', 'AbortError: The request was cancelled']);
    expect(instance.log).toEqual(['begin a']);
    instance.cleanUp.resolve();
    await until(() => streaming.bytes(2) > 0);
    expect(instance.log).toEqual(['begin a', 'end a', 'begin b']);
    expect(streaming.hasEnded(1)).toBe(true);
  });

  it('never begins when that was before its turn', async () => {
    const instance = new Waiting();
    const streaming = new Streaming(Waiting, { instance });
    instance.cleanUp.resolve();
    streaming.run(1, { 1: 'a' });
    streaming.run(2, { 2: 'b' });
    streaming.cancel(2);
    await until(() => streaming.bytes(1) > 0);
    streaming.cancel(1);
    await streaming.ended(2);
    expect(instance.log).toEqual(['begin a', 'end a']);
    expect(streaming.told(2)).toEqual(['AbortError: The request was cancelled']);
  });

  it('ends when that was while predict was still getting its generator', async () => {
    const gate = deferred();
    let begun = 0;
    class Slow {
      async predict(): Promise<Generator<string>> {
        await gate.promise;
        return (function* () {
          begun += 1;
          yield 'a';
        })();
      }
    }
    const streaming = new Streaming(Slow);
    streaming.run(1, { 1: '' });
    await turns();
    streaming.cancel(1);
    gate.resolve();
    await streaming.ended(1);
    expect(begun).toBe(0);
  });

  it('ends at once where the iterator can be ended within a step', async () => {
    const emitter = new EventEmitter();
    class Events {
      predict(): AsyncIterable<unknown> {
        return on(emitter, 'token');
      }
    }
    const streaming = new Streaming(Events);
    streaming.run(1, { 1: '' });
    await until(() => emitter.listenerCount('token') > 0);
    streaming.cancel(1);
    await streaming.ended(1);
    expect(emitter.listenerCount('token')).toBe(0);
  });

  it('is no trouble when its finally throws, which the log tells', async () => {
    class Api {
      *predict(): Generator<string> {
        try {
          for (;;) yield 'x';
        } finally {
          this.release();
        }
      }
      release(): void {
        throw new RangeError('cannot release');
      }
    }
    const streaming = new Streaming(Api);
    streaming.run(1, { 1: '' });
    await until(() => streaming.bytes(1) > 0);
    streaming.cancel(1);
    await streaming.ended(1);
    expect(JSON.stringify(streaming.pipe.said)).toContain('cannot release');
    expect(streaming.messages.at(-1)).toEqual({ type: 'result', batch: 1, outcomes: [] });
  });
});

describe('streams of a worker that stops', () => {
  it('are told to give up, and torn down when they have', async () => {
    const instance = new Waiting();
    const streaming = new Streaming(Waiting, { instance });
    streaming.run(1, { 1: 'a' });
    await until(() => streaming.bytes(1) > 0);
    const stopped = streaming.host.control({ litserve: 'stop' });
    await turns();
    expect(instance.log).toEqual(['begin a']);
    instance.cleanUp.resolve();
    await stopped;
    expect(instance.log).toEqual(['begin a', 'end a', 'teardown']);
  });
});
