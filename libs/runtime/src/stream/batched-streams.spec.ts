import { describe, expect, it } from '@jest/globals';
import { deferred, Tensor } from '#common';
import { DONE, type LitContext } from '#endpoint';
import { Streaming } from '../testing/streaming.js';
import { turns } from '../testing/worker-pipe.js';

/** Yields the given steps, and remembers whether it was ended. */
class Steps {
  taken = 0;
  ended = 0;
  constructor(private readonly steps: readonly unknown[] = []) {}
  *predict(): Generator {
    try {
      for (const step of this.steps) {
        this.taken += 1;
        yield step;
      }
    } finally {
      this.ended += 1;
    }
  }
}

function streamingOf(steps: readonly unknown[], hooks: object = {}): { streaming: Streaming; model: Steps } {
  const model = Object.assign(new Steps(steps), hooks);
  return { streaming: new Streaming(Steps, { instance: model, maxBatchSize: 4 }), model };
}

describe('a batch of streams', () => {
  it('gives each item its entry of every step, until the generator ends', async () => {
    const { streaming } = streamingOf([
      ['a', 1],
      ['b', 2],
    ]);
    expect(await streaming.read({ 1: '', 2: '' })).toEqual([
      ['a', 'b', 'end'],
      [1, 2, 'end'],
    ]);
  });

  it('has nothing for undefined, ends an item by DONE for good, and fails one by its Error', async () => {
    const { streaming, model } = streamingOf([
      ['a', undefined, 'x'],
      [DONE, 'b', new RangeError('third')],
      ['never', 'c', 'never'],
      [undefined, DONE, undefined],
      ['not stepped'],
    ]);
    expect(await streaming.read({ 1: '', 2: '', 3: '' })).toEqual([
      ['a', 'end'],
      ['b', 'c', 'end'],
      ['x', 'RangeError: third'],
    ]);
    expect([model.taken, model.ended]).toEqual([4, 1]);
  });

  it('gets what the batch hook makes of the inputs, else tensors are stacked', async () => {
    const seen: unknown[] = [];
    const predict = (batch: unknown): unknown[] => {
      seen.push(batch);
      return [];
    };
    await streamingOf([], { predict, batch: (inputs: string[]) => inputs.join() }).streaming.read({
      1: 'a',
      2: 'b',
    });
    const decodeRequest = (): Float32Array => new Float32Array([1, 2]);
    await streamingOf([], { predict, decodeRequest }).streaming.read({ 1: '', 2: '' });
    expect(seen).toEqual(['a,b', new Tensor('float32', new Float32Array([1, 2, 1, 2]), [2, 2])]);
  });

  it('splits a step that is a typed array or a tensor, and lets unbatch split any other', async () => {
    const { streaming } = streamingOf([
      new Int32Array([1, 2]),
      new Tensor('float32', new Float32Array([3, 4]), [2]),
    ]);
    expect(await streaming.read({ 1: '', 2: '' })).toEqual([
      [1, 3, 'end'],
      [2, 4, 'end'],
    ]);
    const unbatch = ({ all }: { all: unknown[] }): unknown[] => all;
    const own = streamingOf([{ all: ['a', 'b'] }], { unbatch });
    expect(await own.streaming.read({ 1: '', 2: '' })).toEqual([
      ['a', 'end'],
      ['b', 'end'],
    ]);
  });

  it('encodes each chunk with its own context, and what that throws fails only its item', async () => {
    const encodeResponse = (output: number, ctx: LitContext): unknown => {
      if (output === 2) throw new RangeError('two');
      return [output, ctx.state['name']];
    };
    const decodeRequest = (name: string, ctx: LitContext): void => {
      ctx.state['name'] = name;
    };
    const { streaming } = streamingOf(
      [
        [1, 2],
        [3, 4],
      ],
      { encodeResponse, decodeRequest },
    );
    expect(await streaming.read({ 1: 'A', 2: 'B' })).toEqual([
      [[1, 'A'], [3, 'A'], 'end'],
      ['RangeError: two'],
    ]);
  });

  it('gives a generator encodeResponse the outputs of its own item', async () => {
    const encodeResponse = async function* (outputs: AsyncIterable<number>): AsyncGenerator {
      yield 'begin';
      let sum = 0;
      for await (const output of outputs) yield (sum += output);
      yield `sum ${sum}`;
    };
    const { streaming } = streamingOf(
      [
        [1, 10],
        [2, DONE],
        [3, 99],
      ],
      { encodeResponse },
    );
    expect(await streaming.read({ 1: '', 2: '' })).toEqual([
      ['begin', 1, 3, 6, 'sum 6', 'end'],
      ['begin', 10, 'sum 10', 'end'],
    ]);
  });

  it('goes on when a generator encodeResponse stops early or fails', async () => {
    const encodeResponse = async function* (outputs: AsyncIterable<number>): AsyncGenerator {
      for await (const output of outputs) {
        if (output === 1) return;
        if (output === 20) throw new RangeError('twenty');
        yield output;
      }
    };
    const { streaming } = streamingOf(
      [
        [1, 10, 5],
        [2, 20, 6],
        [3, 30, 7],
      ],
      { encodeResponse },
    );
    expect(await streaming.read({ 1: '', 2: '', 3: '' })).toEqual([
      ['end'],
      [10, 'RangeError: twenty'],
      [5, 6, 7, 'end'],
    ]);
  });
});

describe('a generator encodeResponse that wants no more outputs', () => {
  it('holds nobody up while it goes on by itself', async () => {
    const gate = deferred();
    const predict = function* (): Generator {
      yield [1, 10];
      yield [2, 20];
      gate.resolve();
      yield [3, 30];
    };
    const encodeResponse = async function* (outputs: AsyncIterable<number>): AsyncGenerator {
      for await (const output of outputs) {
        yield output;
        if (output === 1) break;
      }
      await gate.promise;
      yield 'tail';
    };
    const { streaming } = streamingOf([], { predict, encodeResponse });
    expect(await streaming.read({ 1: '', 2: '' })).toEqual([
      [1, 'tail', 'end'],
      [10, 20, 30, 'tail', 'end'],
    ]);
  });
});

describe('a batch of streams that fails', () => {
  it('by a step of a wrong length fails those who have not ended, and the log names class and numbers', async () => {
    const { streaming, model } = streamingOf([['a', DONE, 'c'], ['b']]);
    const wrong = 'LitServeException: Internal server error';
    expect(await streaming.read({ 1: '', 2: '', 3: '' })).toEqual([['a', wrong], ['end'], ['c', wrong]]);
    expect(JSON.stringify(streaming.pipe.said)).toContain(
      'Steps.predict must yield one result per item, 3 in this batch; it yielded 1',
    );
    expect(model.ended).toBe(1);
  });

  it('by a throw in the middle keeps the chunks there were', async () => {
    const predict = function* (): Generator {
      yield ['a', 'b'];
      throw new RangeError('broken');
    };
    const { streaming } = streamingOf([], { predict });
    expect(await streaming.read({ 1: '', 2: '' })).toEqual([
      ['a', 'RangeError: broken'],
      ['b', 'RangeError: broken'],
    ]);
  });

  it('as a whole, before anybody had a chunk, is for the queue to run apart', async () => {
    const predict = (): never => {
      throw new RangeError('one of you');
    };
    const { streaming } = streamingOf([], { predict });
    expect(await streaming.read({ 1: '', 2: '' })).toEqual([[], []]);
    expect(streaming.messages).toMatchObject([
      { type: 'failed', batch: 1, error: { message: 'one of you' } },
    ]);
  });

  it('as a whole says nothing of an item whose encodeResponse waits, not even its end', async () => {
    const encodeResponse = async function* (outputs: AsyncIterable<unknown>): AsyncGenerator {
      yield* outputs;
    };
    const predict = function* (): Generator {
      yield [undefined, undefined];
      throw new RangeError('one of you');
    };
    const { streaming } = streamingOf([], { predict, encodeResponse });
    expect(await streaming.read({ 1: '', 2: '' })).toEqual([[], []]);
    expect(streaming.messages).toMatchObject([{ type: 'failed', batch: 1 }]);
  });

  it('alone tells the item', async () => {
    const predict = (): never => {
      throw new RangeError('you');
    };
    const { streaming } = streamingOf([], { predict });
    expect(await streaming.read({ 1: '' })).toEqual([['RangeError: you']]);
  });

  it('in the decoding of one item runs the others', async () => {
    const decodeRequest = (body: string): string => {
      if (body === 'bad') throw new RangeError('bad');
      return body;
    };
    const { streaming } = streamingOf([['a']], { decodeRequest });
    expect(await streaming.read({ 1: 'bad', 2: 'good' })).toEqual([['RangeError: bad'], ['a', 'end']]);
  });
});

describe('a batch of streams whose clients go', () => {
  it('goes on for the others, and is ended with the last one', async () => {
    const gates = [deferred(), deferred(), deferred()];
    let ended = 0;
    const predict = async function* (): AsyncGenerator {
      try {
        for (const [step, gate] of gates.entries()) {
          await gate.promise;
          yield [`a${step}`, `b${step}`];
        }
      } finally {
        ended += 1;
      }
    };
    const { streaming } = streamingOf([], { predict });
    streaming.run(1, { 1: '', 2: '' });
    gates[0]?.resolve();
    await turns();
    streaming.cancel(1);
    gates[1]?.resolve();
    await turns();
    expect(streaming.told(1)).toEqual(['a0', 'AbortError: The request was cancelled']);
    expect(streaming.told(2)).toEqual(['b0', 'b1']);
    streaming.cancel(2);
    await turns();
    // It is within a step, so its slot is still taken.
    expect([streaming.hasEnded(1), ended]).toEqual([false, 0]);
    gates[2]?.resolve();
    await streaming.ended(1);
    expect(ended).toBe(1);
  });

  it('ends a generator encodeResponse that waits for the next output', async () => {
    const log: string[] = [];
    const gate = deferred();
    const predict = async function* (): AsyncGenerator {
      yield ['a', 'b'];
      await gate.promise;
      yield ['c', 'd'];
    };
    const encodeResponse = async function* (outputs: AsyncIterable<string>, ctx: LitContext): AsyncGenerator {
      try {
        yield* outputs;
      } finally {
        log.push(String(ctx.signal.aborted));
      }
    };
    const { streaming } = streamingOf([], { predict, encodeResponse });
    streaming.run(1, { 1: '', 2: '' });
    await turns();
    streaming.cancel(1);
    await turns();
    expect(log).toEqual(['true']);
    gate.resolve();
    await streaming.ended(1);
    expect(streaming.told(2)).toEqual(['b', 'd', 'end']);
  });
});
