import { describe, expect, it, jest } from '@jest/globals';
import { CPU, hosted } from '../testing/hosted.js';
import { batchOf, Echo, Held, hostAt, Pipe, turns } from '../testing/worker-pipe.js';
import type { HostedEndpoint } from './hosted-endpoint.js';
import type { WorkerHost } from './worker-host.js';

function started(pipe: Pipe, ...endpoints: HostedEndpoint[]): WorkerHost {
  return hostAt(pipe, ...endpoints);
}

describe('WorkerHost at its start', () => {
  it('sets up and warms up each instance once, reports each step, then is ready', async () => {
    const calls: unknown[] = [];
    class Api extends Echo {
      async setup(device: unknown): Promise<void> {
        calls.push(['setup', device]);
      }
      warmup(): void {
        calls.push('warmup');
      }
    }
    const instance = new Api();
    const pipe = new Pipe();
    await started(pipe, hosted(Api, {}, instance), hosted(Api, {}, instance), hosted(Echo)).start();
    expect(calls).toEqual([['setup', CPU], 'warmup']);
    expect(pipe.said).toEqual([
      { litserve: 'step', step: 'Api.setup' },
      { litserve: 'progress', step: 'Api.setup', ms: expect.any(Number) },
      { litserve: 'step', step: 'Api.warmup' },
      { litserve: 'progress', step: 'Api.warmup', ms: expect.any(Number) },
      { litserve: 'ready' },
    ]);
  });

  it('sets up two instances of one class each', async () => {
    const setup = jest.fn<() => void>();
    class Api extends Echo {
      setup = setup;
    }
    await started(new Pipe(), hosted(Api), hosted(Api)).start();
    expect(setup).toHaveBeenCalledTimes(2);
  });

  it('is not ready when a hook throws, and names the hook', async () => {
    class Api extends Echo {
      setup(): void {
        throw new Error('no such file: model.onnx');
      }
    }
    const pipe = new Pipe();
    await expect(started(pipe, hosted(Api)).start()).rejects.toThrow(
      'Api.setup() failed: no such file: model.onnx',
    );
    expect(pipe.said).toEqual([{ litserve: 'step', step: 'Api.setup' }]);
  });
});

describe('WorkerHost and its control messages', () => {
  it.each<[string, () => unknown, object]>([
    ['true', () => true, { healthy: true }],
    ['nothing', () => undefined, { healthy: true }],
    ['false', async () => false, { healthy: false, detail: 'Api: health() returned false' }],
    [
      'a throw',
      () => {
        throw new Error('GPU lost');
      },
      { healthy: false, detail: 'Api: GPU lost' },
    ],
  ])('reports the health of its instances: %s', async (_, health, report) => {
    class Api extends Echo {
      health = health as () => boolean;
    }
    const pipe = new Pipe();
    await started(pipe, hosted(Api), hosted(Echo)).control({ litserve: 'health', id: 5 });
    expect(pipe.said).toEqual([{ litserve: 'health', id: 5, ...report }]);
  });

  it('stops by telling what runs to give up, waiting for it, and tearing down each instance once', async () => {
    const torn = jest.fn<() => void>();
    class Api extends Held {
      teardown = torn;
    }
    const api = new Api();
    const pipe = new Pipe();
    const host = started(pipe, hosted(Api, {}, api), hosted(Api, {}, api));
    host.run(batchOf(1, 1));
    host.run(batchOf(2, 2));
    await turns();
    const stopped = host.control({ litserve: 'stop' });
    await turns();
    expect(api.contexts[0]?.signal.aborted).toBe(true);
    expect(torn).not.toHaveBeenCalled();
    api.open[0]?.resolve('late');
    await stopped;
    expect(pipe.answers).toEqual(['late', expect.stringMatching(/^AbortError/)]);
    expect(torn).toHaveBeenCalledTimes(1);
  });

  it('tears down the others when one teardown throws, and logs that', async () => {
    const torn = jest.fn<() => void>();
    class Bad extends Echo {
      teardown(): void {
        throw new Error('stuck');
      }
    }
    class Good extends Echo {
      teardown = torn;
    }
    const pipe = new Pipe();
    await started(pipe, hosted(Bad), hosted(Good)).control({ litserve: 'stop' });
    expect(torn).toHaveBeenCalledTimes(1);
    expect(pipe.said).toMatchObject([
      { litserve: 'log', level: 'error', context: 'Bad', message: expect.stringContaining('stuck') },
    ]);
  });
});
