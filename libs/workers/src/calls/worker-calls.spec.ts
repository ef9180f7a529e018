import { describe, expect, it, jest } from '@jest/globals';
import { FakeBatch, type FakeLease } from '../testing/fake-batch.js';
import type { FakeLink } from '../testing/fake-link.js';
import { FakeRouter, someValues } from '../testing/fake-router.js';
import { beginReady, beginWith, GRACE_MS, lastRun, type WorkerScene } from '../testing/worker-scene.js';

/** A worker whose calls a spec answers. */
function begin(): WorkerScene & { readonly router: FakeRouter } {
  const router = new FakeRouter();
  const scene = beginWith(router.route, { maxBatchSize: 4, timeoutMs: 1000 });
  scene.link.ready();
  return { ...scene, router };
}

/** Has the worker run a batch; its first item and the number the worker knows it by. */
function run(
  { worker, link }: WorkerScene,
  ...names: string[]
): { batch: FakeBatch; lease: FakeLease; item: number } {
  const batch = new FakeBatch(...names);
  worker.send(0, batch)?.start();
  return { batch, lease: batch.leases[0]!, item: lastRun(link).items[0]!.lease };
}

/** What the worker has been told of its calls. */
const told = (link: FakeLink): unknown[] =>
  link.replies.map(({ call, reply }) => [call, reply.kind === 'error' ? reply.error.name : reply.kind]);

describe('a call of a worker', () => {
  it('is taken to its endpoint with the item it is made for, and its replies go back in order', () => {
    const scene = begin();
    const { lease, item } = run(scene, 'a');
    scene.link.call(1, { parent: item, kind: 'stream', timeoutMs: 5 });
    scene.link.call(2);
    const { message, parent, reply } = scene.router.one();
    expect(message).toMatchObject({ call: 1, kind: 'stream', timeoutMs: 5, endpoint: 'AppModule/other/0' });
    expect(parent?.lease).toBe(lease);
    expect(parent?.endpoint.assignment.name).toBe('api');
    expect(scene.router.one(1).parent).toBeUndefined();
    for (const part of [someValues, { kind: 'end' } as const]) reply(part);
    const error = { name: 'RangeError', message: 'x' };
    scene.router.one(1).reply({ kind: 'error', error });
    expect(scene.link.replies).toEqual([
      { type: 'reply', call: 1, reply: someValues },
      { type: 'reply', call: 1, reply: { kind: 'end' } },
      { type: 'reply', call: 2, reply: { kind: 'error', error } },
    ]);
  });

  it('is taken before the worker is ready, and while it stops', () => {
    const router = new FakeRouter();
    const { link, worker } = beginWith(router.route);
    link.call(1);
    link.ready();
    void worker.stop(1000, new Error('draining'));
    link.call(2);
    expect(router.routed).toHaveLength(2);
  });

  it('is refused by a pool that was given no way for it', async () => {
    const { link, clock } = beginReady();
    link.call(1);
    link.call(2);
    link.events.control({ litserve: 'cancel-calls', calls: [2] });
    expect(link.replies).toEqual([]);
    await clock.settle();
    const reply = {
      kind: 'error',
      error: expect.objectContaining({ message: expect.stringContaining('routes no calls') }),
    };
    expect(link.replies).toEqual([{ type: 'reply', call: 1, reply }]);
  });

  it('says nothing after its end, and a number is used once', () => {
    const scene = begin();
    scene.link.call(1);
    const { reply } = scene.router.one();
    reply({ kind: 'end' });
    reply(someValues);
    scene.link.call(1);
    scene.link.call(0);
    expect(told(scene.link)).toEqual([[1, 'end']]);
    expect(scene.router.routed).toHaveLength(1);
  });

  it('fails when a reply cannot be written, and is cancelled', () => {
    const scene = begin();
    scene.link.call(1);
    const write = jest.spyOn(scene.link, 'reply').mockImplementationOnce(() => {
      throw new Error('too large');
    });
    scene.router.one().reply(someValues);
    scene.router.one().reply({ kind: 'end' });
    expect(write.mock.lastCall?.[0].reply).toMatchObject({ kind: 'error', error: { message: 'too large' } });
    expect([scene.router.one().cancels, told(scene.link)]).toEqual([1, [[1, 'Error']]]);
  });

  it('hands credit on while it is open', () => {
    const scene = begin();
    scene.link.call(1);
    const credit = (...credits: [number, number][]): void =>
      scene.link.events.control({ litserve: 'credit-calls', credits });
    credit([1, 10], [9, 5]);
    credit([1, 20]);
    scene.router.one().reply({ kind: 'end' });
    credit([1, 30]);
    expect(scene.router.one().credits).toEqual([10, 20]);
  });
});

describe('a call that nobody waits for', () => {
  const cancel = (link: FakeLink, ...calls: number[]): void =>
    link.events.control({ litserve: 'cancel-calls', calls });

  it('is cancelled when the worker says so, once, and says nothing more', () => {
    const scene = begin();
    for (const call of [1, 2]) scene.link.call(call);
    cancel(scene.link, 1);
    cancel(scene.link, 1);
    for (const { reply } of scene.router.routed) reply({ kind: 'end' });
    cancel(scene.link, 2);
    expect(scene.router.routed.map(({ cancels }) => cancels)).toEqual([1, 0]);
    expect(told(scene.link)).toEqual([[2, 'end']]);
  });

  it('is not even taken to its endpoint when its cancel was faster', () => {
    const scene = begin();
    cancel(scene.link, 2);
    for (const call of [1, 2, 3]) scene.link.call(call);
    expect(scene.router.routed.map(({ message }) => message.call)).toEqual([1, 3]);
    expect(scene.link.replies).toEqual([]);
  });

  it('keeps only so many cancels of calls that never come', () => {
    const scene = begin();
    for (let call = 1; call <= 5000; call += 1) cancel(scene.link, call);
    scene.link.call(1);
    scene.link.call(5000);
    expect(scene.router.routed.map(({ message }) => message.call)).toEqual([1]);
  });

  it('is cancelled with the item it is made for, and no other is', () => {
    const scene = begin();
    const { batch, item } = run(scene, 'a', 'b');
    scene.link.call(1, { parent: item });
    scene.link.call(2, { parent: item + 1 });
    scene.link.call(3);
    batch.leases[0]!.onCancel?.();
    expect(scene.router.routed.map(({ cancels }) => cancels)).toEqual([1, 0, 0]);
    expect(told(scene.link)).toEqual([[1, 'AbortError']]);
    for (const { reply } of scene.router.routed) reply({ kind: 'end' });
    expect(told(scene.link).slice(1)).toEqual([
      [2, 'end'],
      [3, 'end'],
    ]);
  });

  it('is refused when the item has gone already, has had its answer, or never was', () => {
    const scene = begin();
    const { lease, item } = run(scene, 'a');
    lease.onCancel?.();
    scene.link.call(1, { parent: item });
    const other = run(scene, 'b');
    scene.link.answer(lastRun(scene.link));
    scene.link.call(2, { parent: other.item });
    scene.link.call(3, { parent: 999 });
    expect(scene.router.routed).toEqual([]);
    expect(told(scene.link)).toEqual([1, 2, 3].map((call) => [call, 'AbortError']));
  });

  it('goes on when the item it was made for ends as it should', () => {
    const scene = begin();
    const { item } = run(scene, 'a');
    scene.link.call(1, { parent: item });
    scene.link.answer(lastRun(scene.link));
    scene.router.one().reply({ kind: 'end' });
    expect([scene.router.one().cancels, told(scene.link)]).toEqual([0, [[1, 'end']]]);
  });

  it.each<[string, (scene: WorkerScene) => void]>([
    ['dies', ({ link }) => link.exit(null, 'SIGSEGV')],
    ['is killed', ({ worker }) => worker.kill('stuck')],
  ])('is cancelled when the worker %s', (_, end) => {
    const scene = begin();
    const { item } = run(scene, 'a');
    scene.link.call(1, { parent: item });
    scene.link.call(2);
    end(scene);
    expect(scene.router.routed.map(({ cancels }) => cancels)).toEqual([1, 1]);
    for (const { reply } of scene.router.routed) reply({ kind: 'end' });
    expect(told(scene.link)).toEqual([]);
  });

  it('is cancelled when the grace of a stop is over', async () => {
    const scene = begin();
    const { item } = run(scene, 'a');
    scene.link.call(1, { parent: item });
    const stopped = scene.worker.stop(GRACE_MS, new Error('draining'));
    await scene.clock.advance(GRACE_MS);
    // The time a worker has to end by itself.
    await scene.clock.advance(GRACE_MS);
    await stopped;
    expect(scene.router.one().cancels).toBe(1);
  });
});

it('a batch that calls has started, even if the one before it is still on the way', () => {
  const scene = begin();
  const batch = new FakeBatch('a');
  scene.worker.send(0, batch);
  scene.link.call(1, { parent: lastRun(scene.link).items[0]!.lease });
  expect(batch.calls).toEqual(['started']);
});
