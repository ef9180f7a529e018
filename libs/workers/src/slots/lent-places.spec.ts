import { describe, expect, it } from '@jest/globals';
import { BootLimiter } from '../pool/boot-limiter.js';
import { WorkerPool } from '../pool/worker-pool.js';
import type { PoolEndpoint } from '../pool-endpoint.js';
import { anEndpoint, submit, type EndpointOptions } from '../testing/an-endpoint.js';
import { FakeProcesses, type FakeLink } from '../testing/fake-link.js';
import { FakeRouter } from '../testing/fake-router.js';
import { VirtualClock } from '../testing/virtual-clock.js';

/** A pool of one worker, whose endpoints share its only place unless they say otherwise. */
class Scene {
  readonly clock = new VirtualClock();
  readonly processes = new FakeProcesses();
  readonly router = new FakeRouter();
  readonly endpoints: readonly PoolEndpoint<string>[];
  readonly pool: WorkerPool<string>;
  #call = 0;

  constructor(...endpoints: EndpointOptions[]) {
    this.endpoints = endpoints.map(anEndpoint);
    this.processes.onOpen = (link) => this.clock.nextTurn(() => link.ready());
    this.pool = new WorkerPool<string>({
      name: 'pool',
      endpoints: this.endpoints,
      devices: [{ type: 'cpu', index: 0, threads: 1 }],
      openLink: this.processes.open,
      routeCall: this.router.route,
      bootLimiter: new BootLimiter(1),
      logger: { log: () => {}, warn: () => {}, error: () => {}, debug: () => {} },
      clock: this.clock,
    });
  }

  async start(): Promise<this> {
    await Promise.all([this.pool.start(), this.clock.settle()]);
    return this;
  }

  get link(): FakeLink {
    return this.processes.last;
  }

  /** What the worker has been sent and has not answered, or answered later: payloads by endpoint. */
  get sent(): string[] {
    return this.link.runs.map(
      ({ endpoint, items }) => `${endpoint}: ${items.map(({ meta }) => meta.requestId).join(' ')}`,
    );
  }

  async submit(endpoint: number, ...payloads: string[]): Promise<string[]> {
    const outcomes = submit(this.endpoints[endpoint]!, ...payloads);
    await this.clock.settle();
    return outcomes;
  }

  /** An item of a run calls another endpoint. */
  async calls(run: number, item = 0): Promise<void> {
    this.link.call(++this.#call, { parent: this.link.runs[run]!.items[item]!.lease });
    await this.clock.settle();
  }

  /** The call with this number is answered. */
  async replies(call: number): Promise<void> {
    this.router.one(call - 1).reply({ kind: 'end' });
    await this.clock.settle();
  }

  async answers(run: number): Promise<void> {
    this.link.answer(this.link.runs[run]!);
    await this.clock.settle();
  }
}

const two = (): Promise<Scene> => new Scene({ name: 'a' }, { name: 'b' }).start();

describe('the place of a run that waits for a call', () => {
  it('goes to the endpoint it calls, in the only worker there is', async () => {
    const scene = await two();
    const answered = await scene.submit(0, 'a1');
    await scene.submit(1, 'b1');
    expect(scene.sent).toEqual(['0: a1']);
    await scene.calls(0);
    expect(scene.sent).toEqual(['0: a1', '1: b1']);
    await scene.answers(1);
    await scene.replies(1);
    await scene.answers(0);
    expect(answered).toEqual(['a1']);
  });

  it('goes down a chain of calls, and all end', async () => {
    const scene = await new Scene({ name: 'a' }, { name: 'b' }, { name: 'c' }).start();
    await scene.submit(0, 'a1');
    await scene.calls(0);
    await scene.submit(1, 'b1');
    await scene.calls(1);
    await scene.submit(2, 'c1');
    expect(scene.sent).toEqual(['0: a1', '1: b1', '2: c1']);
    for (const run of [2, 1, 0]) {
      await scene.answers(run);
      if (run > 0) await scene.replies(run);
    }
    await scene.submit(0, 'a2');
    await scene.submit(1, 'b2');
    expect(scene.sent.slice(3)).toEqual(['0: a2']);
  });

  it('is its own again with the last reply: nobody else gets in until it ends', async () => {
    const scene = await two();
    await scene.submit(0, 'a1');
    await scene.calls(0);
    await scene.calls(0);
    await scene.replies(1);
    await scene.submit(1, 'b1');
    expect(scene.sent).toEqual(['0: a1', '1: b1']);
    await scene.answers(1);
    await scene.replies(2);
    await scene.submit(1, 'b2');
    expect(scene.sent).toHaveLength(2);
    await scene.answers(0);
    expect(scene.sent[2]).toBe('1: b2');
  });

  it('keeps others out while both it and who had the place run', async () => {
    const scene = await two();
    await scene.submit(0, 'a1', 'a2');
    await scene.calls(0);
    await scene.submit(1, 'b1', 'b2');
    await scene.replies(1);
    await scene.answers(0);
    expect(scene.sent).toEqual(['0: a1', '1: b1']);
    await scene.answers(1);
    expect(scene.sent).toHaveLength(3);
    await scene.answers(2);
    expect(scene.sent).toHaveLength(4);
  });

  it('keeps others out until as many have ended as went on', async () => {
    const scene = await new Scene({ name: 'a' }, { name: 'b' }, { name: 'c' }, { name: 'd' }).start();
    for (const endpoint of [0, 1]) {
      await scene.submit(endpoint, 'x');
      await scene.calls(endpoint);
    }
    await scene.submit(2, 'x', 'y');
    await scene.submit(3, 'x');
    for (const call of [1, 2]) await scene.replies(call);
    for (const run of [2, 1]) await scene.answers(run);
    expect(scene.sent).toEqual(['0: x', '1: x', '2: x']);
    await scene.answers(0);
    expect(scene.sent.slice(3)).toEqual(['2: y']);
  });

  it.each<[string, (scene: Scene) => void]>([
    ['ends without its replies', (scene) => scene.link.answer(scene.link.runs[0]!)],
    [
      'fails',
      ({ link }) =>
        link.events.message({
          type: 'failed',
          batch: link.runs[0]!.batch,
          error: { name: 'E', message: 'x' },
        }),
    ],
  ])('is free once when it %s', async (_, end) => {
    const scene = await two();
    await scene.submit(0, 'a1');
    await scene.calls(0);
    end(scene);
    await scene.submit(0, 'a2');
    await scene.submit(1, 'b1');
    expect(scene.sent).toEqual(['0: a1', '0: a2']);
    await scene.replies(1);
    await scene.answers(1);
    await scene.submit(0, 'a3');
    expect(scene.sent).toEqual(['0: a1', '0: a2', '1: b1']);
  });

  it('is its own when the calls are on nobody’s behalf', async () => {
    const scene = await two();
    await scene.submit(0, 'a1');
    scene.link.call(1);
    await scene.submit(1, 'b1');
    expect(scene.sent).toEqual(['0: a1']);
  });

  it('is its own when its caller goes and takes the calls along', async () => {
    const scene = await two();
    const { queue } = scene.endpoints[0]!;
    const sink = { done: () => {}, fail: () => {} };
    const ticket = queue.submit({ payload: 'a1', timeoutMs: 0, priority: 'normal', sink });
    await scene.clock.settle();
    await scene.calls(0);
    queue.cancel(ticket);
    await scene.submit(1, 'b1');
    expect(scene.sent).toEqual(['0: a1']);
  });

  it('lets a batch that was sent ahead begin with its calls already made', async () => {
    const scene = new Scene({ name: 'a', maxBatchSize: 2 }, { name: 'b' });
    await scene.submit(0, 'a1', 'a2', 'a3', 'a4');
    await scene.start();
    expect(scene.sent).toEqual(['0: a1 a2', '0: a3 a4']);
    const [first, second] = scene.link.runs;
    scene.link.answer(first!);
    scene.link.call(1, { parent: second!.items[1]!.lease });
    await scene.submit(1, 'b1');
    expect(scene.sent[2]).toBe('1: b1');
  });
});
