import { describe, expect, it } from '@jest/globals';
import type { LitContext } from '#endpoint';
import type { FromWorkerMessage } from '#wire';
import { hosted } from '../testing/hosted.js';
import { batchOf, Echo, Held, hostAt, Pipe, turns } from '../testing/worker-pipe.js';
import { MAX_TOMBSTONES } from './cancellations.js';
import type { HostedEndpoint } from './hosted-endpoint.js';
import type { WorkerChannel } from './worker-channel.js';
import type { WorkerHost } from './worker-host.js';

function started(pipe: Pipe, ...endpoints: HostedEndpoint[]): WorkerHost {
  return hostAt(pipe, ...endpoints);
}

describe('WorkerHost and batches', () => {
  it('answers each batch with one message, one outcome per item', async () => {
    const pipe = new Pipe();
    const host = started(pipe, hosted(Echo, { maxBatchSize: 1 }));
    host.run(batchOf(7, 1));
    host.run(batchOf(8, 2));
    await turns();
    expect(pipe.sent).toMatchObject([
      { type: 'result', batch: 7, outcomes: [{ lease: 1 }] },
      { type: 'result', batch: 8, outcomes: [{ lease: 2 }] },
    ]);
  });

  it('reports a batch whose predict threw as failed', async () => {
    class Api {
      predict(): never {
        throw new Error('out of memory');
      }
    }
    const pipe = new Pipe();
    started(pipe, hosted(Api, { maxBatchSize: 2 })).run(batchOf(7, 1, 2));
    await turns();
    expect(pipe.sent).toMatchObject([{ type: 'failed', batch: 7, error: { message: 'out of memory' } }]);
  });

  it('fails a batch for an endpoint it does not have', async () => {
    const pipe = new Pipe();
    started(pipe).run(batchOf(7, 1));
    await turns();
    expect(pipe.answers).toEqual(['failed: This worker has no endpoint number 0']);
  });

  it('reports a result that cannot be sent as failed, and goes on when nothing can be sent at all', async () => {
    const sent: FromWorkerMessage[] = [];
    const channel: WorkerChannel = {
      control: () => {},
      send: (message) => {
        sent.push(message);
        throw new Error('too large');
      },
      flushed: async () => {},
    };
    const host = hostAt(channel, hosted(Echo));
    host.run(batchOf(1, 1));
    host.run(batchOf(2, 2));
    await turns(12);
    expect(
      sent.map((message) => [message.type, message.type === 'call' ? undefined : message.batch]),
    ).toEqual([
      ['result', 1],
      ['failed', 1],
      ['result', 2],
      ['failed', 2],
    ]);
  });

  it('runs no more batches of an endpoint at once than its concurrency, in order of arrival', async () => {
    const api = new Held();
    const host = started(new Pipe(), hosted(Held, { concurrency: 2 }, api));
    for (const batch of [1, 2, 3, 4]) host.run(batchOf(batch, batch));
    await turns();
    expect(api.seen).toEqual(['item 1', 'item 2']);
    api.open[1]?.resolve('done');
    await turns();
    expect(api.seen).toEqual(['item 1', 'item 2', 'item 3']);
  });

  it('runs different endpoints at the same time', async () => {
    const [first, second] = [new Held(), new Held()];
    const host = started(new Pipe(), hosted(Held, {}, first), hosted(Held, {}, second));
    host.run(batchOf(1, 1));
    host.run({ ...batchOf(2, 2), endpoint: 1 });
    await turns();
    expect([first.seen, second.seen]).toEqual([['item 1'], ['item 2']]);
  });

  it('starts no batch, of whatever endpoint, while a result is not written', async () => {
    const [first, second] = [new Echo(), new Echo()];
    const pipe = new Pipe(true);
    const host = started(pipe, hosted(Echo, {}, first), hosted(Echo, {}, second));
    host.run(batchOf(1, 1));
    await turns();
    host.run(batchOf(2, 2));
    host.run({ ...batchOf(3, 3), endpoint: 1 });
    await turns();
    expect([first.seen, second.seen]).toEqual([['item 1'], []]);
    pipe.flushOne();
    await turns();
    expect([first.seen, second.seen]).toEqual([['item 1', 'item 2'], ['item 3']]);
  });
});

const cancel = (...leases: number[]) => ({ litserve: 'cancel', leases }) as const;

describe('WorkerHost and cancels', () => {
  it('aborts the signal of a running item', async () => {
    const api = new Held();
    const host = started(new Pipe(), hosted(Held, {}, api));
    host.run(batchOf(1, 1));
    await turns();
    const { signal } = api.contexts[0] as LitContext;
    expect(signal.aborted).toBe(false);
    await host.control(cancel(1));
    expect(signal.aborted).toBe(true);
  });

  it('skips a prefetched item, also when the cancel comes only after the write of the result before', async () => {
    const api = new Echo();
    const pipe = new Pipe(true);
    const host = started(pipe, hosted(Echo, {}, api));
    host.run(batchOf(1, 1));
    host.run(batchOf(2, 2));
    await turns();
    // In the turn in which the write is through, the cancel still lies in the other pipe.
    pipe.flushOne();
    for (let i = 0; i < 100; i += 1) await Promise.resolve();
    void host.control(cancel(2));
    await turns();
    expect(api.seen).toEqual(['item 1']);
    expect(pipe.answers).toEqual(['item 1', expect.stringMatching(/^AbortError/)]);
  });

  it('skips an item whose cancel overtook its batch', async () => {
    const api = new Echo();
    const host = started(new Pipe(), hosted(Echo, {}, api));
    await host.control(cancel(2));
    host.run(batchOf(1, 1));
    host.run(batchOf(2, 2));
    await turns();
    expect(api.seen).toEqual(['item 1']);
  });

  it('keeps a bounded number of cancels that overtook their batch, the latest ones', async () => {
    const api = new Echo();
    const host = started(new Pipe(), hosted(Echo, {}, api));
    await host.control(cancel(...Array.from({ length: MAX_TOMBSTONES + 1 }, (_, lease) => lease)));
    host.run(batchOf(1, 0));
    host.run(batchOf(2, MAX_TOMBSTONES));
    await turns();
    expect(api.seen).toEqual(['item 0']);
  });
});
