import { EventEmitter, once } from 'node:events';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it, jest } from '@jest/globals';
import { ConflictException } from '@nestjs/common';
import { deferred, Tensor } from '#common';
import type { LitContext } from '#endpoint';
import {
  decodeArgs,
  encodeArgs,
  STREAM_WINDOW_BYTES,
  type FromWorkerControl,
  type FromWorkerMessage,
  type Received,
  type RunMessage,
  type ToWorkerControl,
  type WorkerAssignment,
} from '#wire';
import type { AroundPredict, HostedEndpoint } from '../host/hosted-endpoint.js';
import { hosted, meta } from '../testing/hosted.js';
import { inlineLinks, type FindHosted } from './inline-link.js';

const assignment: WorkerAssignment = {
  ppid: process.pid,
  pool: 'inline',
  worker: 0,
  device: { type: 'cuda', index: 1, threads: 1 },
  endpoints: [],
};

/** A link and everything it tells, in order. */
function opened(...endpoints: HostedEndpoint[]) {
  const told: object[] = [];
  const arrivals = new EventEmitter();
  const tell = (event: object): void => {
    told.push(event);
    arrivals.emit('event');
  };
  let crash: () => void = () => {};
  const find: FindHosted = (_, end) => {
    crash = end;
    return endpoints;
  };
  const link = inlineLinks(find)(assignment, {
    message: (message: FromWorkerMessage<Received>) => tell(message),
    control: (message: FromWorkerControl) => tell(message),
    exit: (exit: object) => tell({ exit }),
  });
  /** Resolves when an event has been told that has these fields. */
  const until = async (fields: object): Promise<void> => {
    while (!told.some((event) => hasFields(event, fields))) await once(arrivals, 'event');
  };
  return { link, told, until, crash: () => crash() };
}

function hasFields(event: object, fields: object): boolean {
  return Object.entries(fields).every(([key, value]) => isDeepStrictEqual(Reflect.get(event, key), value));
}

/** Waits for its abort; tells when it has begun to. */
class Waiting {
  readonly began = deferred();
  readonly torn = deferred();
  predict(_: unknown, { signal }: LitContext): Promise<string> {
    this.began.resolve();
    return new Promise((resolve) => signal.addEventListener('abort', () => resolve('aborted')));
  }
  teardown(): void {
    this.torn.resolve();
  }
}

const READY = { litserve: 'ready' };
const stop: ToWorkerControl = { litserve: 'stop' };

function runOf(batch: number, ...inputs: unknown[]): RunMessage {
  const items = inputs.map((input, index) => ({
    lease: batch * 100 + index,
    meta: meta(),
    args: encodeArgs([input], []),
  }));
  return { type: 'run', endpoint: 0, batch, items };
}

class Echo {
  predict(input: unknown): unknown {
    return input;
  }
}

describe('inlineLinks', () => {
  it('tells nothing before it has returned, then sets up and is ready', async () => {
    const setup = jest.fn<(device: unknown) => void>();
    class Api extends Echo {
      setup = setup;
    }
    const { link, told, until } = opened(hosted(Api));
    expect(told).toEqual([]);
    expect(link.pid).toBeUndefined();
    await until(READY);
    expect(told).toEqual([
      { litserve: 'step', step: 'Api.setup' },
      { litserve: 'progress', step: 'Api.setup', ms: expect.any(Number) },
      READY,
    ]);
    expect(setup).toHaveBeenCalledWith(expect.objectContaining({ type: 'cuda', index: 1 }));
  });

  it.each<[string, unknown]>([
    ['JSON', { a: [1, 'two', null, true] }],
    ['what JSON lacks', { none: undefined, nan: NaN, big: 2n ** 70n, at: new Date(5), set: new Set([1]) }],
    ['a tensor', new Tensor('float32', Float32Array.of(1, 2, 3, 4), [2, 2])],
    ['a vector of more bytes than are copied', new Float32Array(100_000).fill(0.5)],
    ['nothing', undefined],
  ])('carries %s to predict and back', async (_, value) => {
    const { link, told, until } = opened(hosted(Echo));
    await until(READY);
    link.run(runOf(1, value));
    await until({ type: 'result' });
    const result = told.at(-1) as { outcomes: { value: Received }[] };
    expect(result).toMatchObject({ type: 'result', batch: 1, outcomes: [{ kind: 'value', lease: 100 }] });
    expect(decodeArgs(result.outcomes[0]?.value as Received, [])).toEqual([value]);
  });

  it('shares no memory with the caller, as two processes share none', async () => {
    const seen: Float32Array[] = [];
    class Api {
      predict(input: Float32Array): number {
        seen.push(input);
        return 0;
      }
    }
    const { link, until } = opened(hosted(Api));
    await until(READY);
    const input = new Float32Array(50_000).fill(1);
    link.run(runOf(1, input));
    await until({ type: 'result' });
    input.fill(2);
    expect(seen[0]?.[0]).toBe(1);
  });

  it('refuses what could not leave a worker process', async () => {
    class Api {
      predict(): unknown {
        const cyclic: Record<string, unknown> = {};
        return Object.assign(cyclic, { cyclic });
      }
    }
    const { link, told, until } = opened(hosted(Api));
    await until(READY);
    link.run(runOf(1, null));
    await until({ type: 'result' });
    await until({ litserve: 'log' });
    expect(told).toContainEqual(
      expect.objectContaining({ litserve: 'log', message: expect.stringContaining('cyclic') }),
    );
    expect(told).toContainEqual(
      expect.objectContaining({
        outcomes: [
          expect.objectContaining({ error: expect.objectContaining({ code: 'uncrossable_value' }) }),
        ],
      }),
    );
  });

  it('carries the errors of items and of batches as data', async () => {
    class Api {
      predict(inputs: string[]): unknown[] {
        if (inputs.includes('all')) throw new Error('no batch');
        return inputs.map((input) => (input === 'one' ? new ConflictException('no item') : input));
      }
    }
    const { link, told, until } = opened(hosted(Api, { maxBatchSize: 2 }));
    await until(READY);
    link.run(runOf(1, 'one', 'two'));
    link.run(runOf(2, 'all', 'two'));
    await until({ type: 'failed' });
    expect(told.slice(1)).toMatchObject([
      { batch: 1, outcomes: [{ kind: 'error', error: { http: { status: 409 } } }, { kind: 'value' }] },
      { batch: 2, type: 'failed', error: { message: 'no batch' } },
    ]);
  });

  it('carries the chunks of a stream, and the credit that lets it go on', async () => {
    class Api {
      *predict(chunks: number): Generator<string> {
        for (let i = 0; i < chunks; i += 1) yield 'x'.repeat(1024);
      }
    }
    const { link, told, until } = opened(hosted(Api, { stream: true }));
    await until(READY);
    const chunks = STREAM_WINDOW_BYTES / 1024 + 100;
    const stream = meta({ form: 'bytes', format: 'sse' });
    const items = [{ lease: 100, meta: stream, args: encodeArgs([chunks], []) }];
    link.run({ type: 'run', endpoint: 0, batch: 1, items });
    await until({ type: 'stream' });
    expect(told).not.toContainEqual(expect.objectContaining({ type: 'result' }));
    link.control({ litserve: 'credit', credits: [[100, STREAM_WINDOW_BYTES]] });
    await until({ type: 'result' });
    const events = (told as FromWorkerMessage<Received>[]).flatMap((event) =>
      event.type === 'stream' ? event.events : [],
    );
    const text = events
      .map((event) => (event.kind === 'bytes' ? Buffer.from(event.bytes).toString() : ''))
      .join('');
    expect(text).toBe(`data: ${'x'.repeat(1024)}\n\n`.repeat(chunks));
    expect(events.at(-1)).toEqual({ kind: 'end', lease: 100 });
    expect(told.at(-1)).toEqual({ type: 'result', batch: 1, outcomes: [] });
  });

  it('cancels what runs', async () => {
    const api = new Waiting();
    const { link, told, until } = opened(hosted(Waiting, {}, api));
    await until(READY);
    link.run(runOf(1, null));
    await api.began.promise;
    link.control({ litserve: 'cancel', leases: [100] });
    await until({ type: 'result' });
    expect(told.at(-1)).toMatchObject({ batch: 1, outcomes: [{ kind: 'value' }] });
  });

  it('answers what runs when it is stopped, tears down, and then exits', async () => {
    const api = new Waiting();
    const { link, told, until } = opened(hosted(Waiting, {}, api));
    await until(READY);
    link.run(runOf(1, null));
    await api.began.promise;
    link.control(stop);
    await until({ exit: { code: 0, signal: null } });
    await api.torn.promise;
    expect(told).toMatchObject([READY, { type: 'result', batch: 1 }, { exit: { code: 0, signal: null } }]);
  });

  it('reports a setup that throws, then exits', async () => {
    class Api extends Echo {
      setup(): void {
        throw new Error('no model');
      }
    }
    const { told, until } = opened(hosted(Api));
    await until({ exit: { code: 71, signal: null } });
    expect(told).toMatchObject([
      { litserve: 'step', step: 'Api.setup' },
      { litserve: 'boot-failed', error: { message: 'Api.setup() failed: no model' } },
      { exit: { code: 71, signal: null } },
    ]);
  });

  it('lets what a test has put around predict decide, and crash the worker', async () => {
    const torn = jest.fn<() => void>();
    class Api extends Echo {
      teardown = torn;
    }
    const around = jest.fn<AroundPredict>((predict, input) => (input === 2 ? predict() : 'around'));
    const { link, told, until, crash } = opened({ ...hosted(Api), around });
    await until(READY);
    link.run(runOf(1, 1, 2));
    await until({ type: 'result' });
    const { outcomes } = told.at(-1) as { outcomes: { value: Received }[] };
    expect(outcomes.flatMap(({ value }) => decodeArgs(value, []))).toEqual(['around', 2]);
    expect(around.mock.calls.map(([, input]) => input)).toEqual([1, 2]);
    crash();
    link.run(runOf(2, 1));
    await until({ exit: { code: null, signal: 'SIGSEGV' } });
    for (let i = 0; i < 8; i += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(told.slice(2)).toEqual([{ exit: { code: null, signal: 'SIGSEGV' } }]);
    expect(torn).not.toHaveBeenCalled();
  });

  it('tells nothing after a kill but the exit, once, and lets go of what ran', async () => {
    const api = new Waiting();
    const { link, told, until } = opened(hosted(Waiting, {}, api));
    await until(READY);
    link.run(runOf(1, null));
    await api.began.promise;
    link.kill('SIGKILL');
    link.kill('SIGTERM');
    link.control({ litserve: 'health', id: 1 });
    await api.torn.promise;
    for (let i = 0; i < 8; i += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(told).toEqual([READY, { exit: { code: null, signal: 'SIGKILL' } }]);
  });
});
