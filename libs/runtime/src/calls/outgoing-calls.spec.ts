import { describe, expect, it } from '@jest/globals';
import { LitServeException } from '#common';
import { CREDIT_STEP_BYTES, encodeArgs, type CallMessage, type Received, type Reply } from '#wire';
import { Outbox } from '../host/outbox.js';
import { RequestContext } from '../host/request-context.js';
import { CPU, meta, received } from '../testing/hosted.js';
import { Pipe, turns } from '../testing/worker-pipe.js';
import type { Calls, CallSink, OutgoingCall } from './calls.js';
import { callsOf } from './calls-of.js';
import { ItemCalls } from './item-calls.js';
import { OutgoingCalls } from './outgoing-calls.js';

/** A sink that remembers what it was told. */
class Told implements CallSink {
  readonly heard: string[] = [];
  onValues: () => void = () => {};

  values({ tree }: Received): void {
    this.heard.push(JSON.stringify(tree));
    this.onValues();
  }
  done(): void {
    this.heard.push('done');
  }
  fail(error: Error): void {
    this.heard.push(`${error.name}: ${error.message}`);
  }
}

class Scene {
  readonly pipe: Pipe;
  readonly outbox: Outbox;
  readonly calls: OutgoingCalls;

  constructor(pipe = new Pipe()) {
    this.pipe = pipe;
    this.outbox = new Outbox(pipe);
    this.calls = new OutgoingCalls(this.outbox);
  }

  get sent(): CallMessage[] {
    return this.pipe.sent.filter((message) => message.type === 'call');
  }

  /** The context of an item, and what it is called through. */
  item(number: number): { readonly context: RequestContext; readonly calls: Calls } {
    const context = new RequestContext(meta(), CPU, 'test', () => {});
    context.calls = new ItemCalls(this.calls, number, context);
    return { context, calls: callsOf(context)! };
  }

  replies(call: number, ...replies: Reply<Received>[]): void {
    for (const reply of replies) this.calls.reply({ type: 'reply', call, reply });
  }
}

const call: OutgoingCall = { endpoint: 'M/Api/0', kind: 'predict', args: encodeArgs(['x'], []) };
const values = (size = 3): Reply<Received> => ({ kind: 'values', size, values: received('v') });
const end: Reply<Received> = { kind: 'end' };

describe('a call from a worker', () => {
  it('is sent with its number, and hears of its own replies', async () => {
    const scene = new Scene();
    const [one, other] = [new Told(), new Told()];
    scene.calls.open({ ...call, timeoutMs: 5, priority: 'low' }, one);
    scene.item(7).calls.open(call, other);
    await turns(1);
    expect(scene.sent).toEqual([
      { type: 'call', call: 1, parent: undefined, ...call, timeoutMs: 5, priority: 'low' },
      { type: 'call', call: 2, parent: 7, ...call },
    ]);
    scene.replies(2, values());
    scene.replies(1, { kind: 'error', error: { name: 'RangeError', message: 'bad' } });
    scene.replies(2, values(), end);
    expect(one.heard).toEqual(['RangeError: bad']);
    expect(other.heard).toEqual(['{"p":["v"]}', '{"p":["v"]}', 'done']);
  });

  it('hears nothing after its end, nor of calls that are none', () => {
    const scene = new Scene();
    const told = new Told();
    scene.calls.open(call, told);
    scene.replies(1, end, end, values(), { kind: 'error', error: { name: 'E', message: 'late' } });
    scene.replies(9, values(), end);
    expect(told.heard).toEqual(['done']);
  });

  it('is waited for by whoever is about to block the process, until it is written', async () => {
    const scene = new Scene(new Pipe(true));
    scene.calls.open(call, new Told());
    let isOut = false;
    void scene.outbox.settled().then(() => (isOut = true));
    await turns();
    expect(isOut).toBe(false);
    scene.pipe.flushOne();
    await turns();
    expect(isOut).toBe(true);
  });

  const tooLarge = (): never => {
    throw new Error('too large');
  };

  it.each<[string, () => void, () => Promise<void>]>([
    ['is too large', tooLarge, () => Promise.resolve()],
    ['finds the pipe gone', () => {}, () => Promise.reject(new Error('too large'))],
  ])('fails, later, when it %s', async (_, send, flushed) => {
    const outbox = new Outbox({ send, flushed, control: () => {} });
    const told = new Told();
    new OutgoingCalls(outbox).open(call, told);
    expect(told.heard).toEqual([]);
    await outbox.settled();
    expect(told.heard).toEqual(['Error: too large']);
  });

  it('fails by a value that its sink cannot take, and nothing else does', async () => {
    const scene = new Scene();
    const [bad, good] = [new Told(), new Told()];
    bad.onValues = () => {
      throw new TypeError('unreadable');
    };
    scene.calls.open(call, bad);
    scene.calls.open(call, good);
    scene.replies(1, values(), values(), end);
    scene.replies(2, values(), end);
    expect(bad.heard).toEqual(['{"p":["v"]}', 'TypeError: unreadable']);
    expect(good.heard).toEqual(['{"p":["v"]}', 'done']);
    await turns(2);
    expect(scene.pipe.said).toEqual([{ litserve: 'cancel-calls', calls: [1] }]);
  });
});

describe('a cancel', () => {
  it('is told once a turn, for all calls that were not over', async () => {
    const scene = new Scene();
    const told = [1, 2, 3].map(() => new Told());
    const open = told.map((sink) => scene.calls.open(call, sink));
    scene.replies(2, end);
    for (const one of [...open, ...open]) one.cancel();
    scene.replies(1, values(), end);
    await turns(2);
    expect(scene.pipe.said).toEqual([{ litserve: 'cancel-calls', calls: [1, 3] }]);
    expect(told.map(({ heard }) => heard)).toEqual([[], ['done'], []]);
  });

  it('of an item fails its calls with the reason of its signal, and those it makes later', async () => {
    const scene = new Scene();
    const { context, calls } = scene.item(7);
    const [mine, later, cancelled, others] = [new Told(), new Told(), new Told(), new Told()];
    calls.open(call, mine);
    scene.item(8).calls.open(call, others);
    context.cancel();
    calls.open(call, later);
    calls.open(call, cancelled).cancel();
    expect(later.heard).toEqual([]);
    await turns(2);
    const aborted = 'AbortError: This operation was aborted';
    expect([mine, later, cancelled, others].map(({ heard }) => heard)).toEqual([
      [aborted],
      [aborted],
      [],
      [],
    ]);
    expect(scene.pipe.said).toEqual([{ litserve: 'cancel-calls', calls: [1] }]);
    expect(scene.sent).toHaveLength(2);
  });

  it('leaves it to whoever listens to the signal to cancel first', () => {
    const scene = new Scene();
    const { context, calls } = scene.item(7);
    const told = new Told();
    const open = calls.open(call, told);
    context.signal.addEventListener('abort', () => open.cancel());
    context.cancel();
    expect(told.heard).toEqual([]);
  });
});

describe('credit', () => {
  it('goes back in steps, once a turn, for calls that go on', async () => {
    const scene = new Scene();
    const sinks = [1, 2, 3, 4].map(() => new Told());
    const open = sinks.map((sink) => scene.calls.open({ ...call, kind: 'stream' }, sink));
    scene.replies(1, values(CREDIT_STEP_BYTES), values(CREDIT_STEP_BYTES + 1));
    scene.replies(2, values(CREDIT_STEP_BYTES - 1));
    scene.replies(3, values(CREDIT_STEP_BYTES), end);
    sinks[3]!.onValues = () => open[3]!.cancel();
    scene.replies(4, values(CREDIT_STEP_BYTES));
    await turns(2);
    expect(scene.pipe.said).toEqual([
      { litserve: 'cancel-calls', calls: [4] },
      { litserve: 'credit-calls', credits: [[1, 2 * CREDIT_STEP_BYTES + 1]] },
    ]);
    scene.replies(2, values(1));
    await turns(2);
    expect(scene.pipe.said[2]).toEqual({ litserve: 'credit-calls', credits: [[2, CREDIT_STEP_BYTES]] });
  });
});

describe('the end of the link', () => {
  it('fails what is open, and what is opened after it', async () => {
    const scene = new Scene();
    const [open, late] = [new Told(), new Told()];
    scene.calls.open(call, open);
    scene.calls.close(new LitServeException('worker_crashed'));
    scene.calls.open(call, late);
    await turns(1);
    const gone = ['LitServeException: The worker process died while it worked on this request'];
    expect([open.heard, late.heard]).toEqual([gone, gone]);
    expect(scene.sent).toHaveLength(1);
  });
});
