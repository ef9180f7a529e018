import { afterEach, describe, expect, it } from '@jest/globals';
import { deferred } from '#common';
import type { EndpointHooks, LitContext } from '#endpoint';
import { createWorkQueue } from '#queue';
import { callsOf, inlineLinks } from '#runtime';
import {
  decodeList,
  encodeArgs,
  errorToData,
  STREAM_WINDOW_BYTES,
  type Encoded,
  type Received,
  type Reply,
} from '#wire';
import { BootLimiter } from '../pool/boot-limiter.js';
import { WorkerPool } from '../pool/worker-pool.js';
import type { Answer, PoolEndpoint } from '../pool-endpoint.js';
import type { WorkerLink } from '../worker-link.js';
import type { RouteCall } from './call-router.js';

const toEncoded = ({ tree, sections }: Received): Encoded => ({ json: JSON.stringify(tree), sections });

/** A pool of one inline worker, whose endpoints call each other by name. */
class Scene {
  readonly links: WorkerLink[] = [];
  readonly endpoints: readonly PoolEndpoint<Encoded>[];
  readonly pool: WorkerPool<Encoded>;

  constructor(...hooks: (EndpointHooks & { readonly stream?: boolean })[]) {
    this.endpoints = hooks.map(({ constructor, stream = false }) => endpointOf(constructor.name, stream));
    const open = inlineLinks(({ endpoints }) =>
      endpoints.map((assignment, index) => {
        const instance = hooks[index]!;
        return { assignment, instance, cls: instance.constructor as new () => object };
      }),
    );
    this.pool = new WorkerPool({
      name: 'pool',
      endpoints: this.endpoints,
      devices: [{ type: 'cpu', index: 0, threads: 1 }],
      openLink: (assignment, events) => {
        const link = open(assignment, events);
        this.links.push(link);
        return link;
      },
      routeCall: this.#route,
      bootLimiter: new BootLimiter(1),
      logger: { log: () => {}, warn: () => {}, error: () => {}, debug: () => {} },
    });
  }

  /** The answer of an endpoint to a request. */
  async request(name: string, request: unknown, signal?: AbortSignal): Promise<unknown> {
    await this.pool.start();
    const answer = deferred<unknown>();
    const cancel = this.#submit(name, encodeArgs([request], []), {
      values: (values) => answer.resolve(decodeList(values, undefined)[0]),
      end: () => {},
      fail: (error) => answer.reject(error),
    });
    signal?.addEventListener('abort', () => cancel.cancel());
    return answer.promise;
  }

  /** What waits and runs, by endpoint. */
  get work(): number[] {
    return this.endpoints.map(({ queue }) => queue.stats().waiting + queue.stats().leased);
  }

  readonly #route: RouteCall<Encoded> = (call, _parent, reply: (reply: Reply) => void) =>
    this.#submit(call.endpoint, toEncoded(call.args), {
      values: (values, size) => reply({ kind: 'values', size, values: toEncoded(values) }),
      end: () => reply({ kind: 'end' }),
      fail: (error) => reply({ kind: 'error', error: errorToData(error) }),
    });

  #submit(
    name: string,
    payload: Encoded,
    told: { values(values: Received, size: number): void; end(): void; fail(error: Error): void },
  ) {
    const { queue, assignment } = this.endpoints.find((one) => one.assignment.name === name)!;
    const hear = (answer: Answer | undefined): void => {
      if (answer?.kind === 'value') told.values(answer.value, 0);
      if (answer?.kind === 'chunk-values') told.values(answer.values, answer.size);
    };
    const ticket = queue.submit({
      payload,
      timeoutMs: 0,
      priority: 'normal',
      ...(assignment.stream ? { streamIdleMs: 0 } : {}),
      sink: {
        chunk: hear,
        done: (answer) => {
          hear(answer);
          told.end();
        },
        fail: told.fail,
      },
    });
    return {
      cancel: () => queue.cancel(ticket),
      credit: (bytes: number) => queue.credit(ticket, bytes),
    };
  }
}

function endpointOf(name: string, stream: boolean): PoolEndpoint<Encoded> {
  const nothing = { headers: {}, query: {}, params: {} };
  return {
    assignment: { id: name, name, maxBatchSize: 1, concurrency: 1, stream },
    queue: createWorkQueue<Encoded, Answer>(),
    batchTimeoutMs: 0,
    toItem: ({ payload }, lease) => ({
      lease,
      meta: {
        requestId: 'r',
        remainingMs: null,
        attempt: 0,
        priority: 'normal',
        form: 'value',
        ...nothing,
      },
      args: payload,
    }),
  };
}

/** All that an endpoint answers. */
function ask(context: LitContext, endpoint: string, request: unknown): Promise<unknown[]> {
  const answer = deferred<unknown[]>();
  const got: unknown[] = [];
  callsOf(context)!.open(
    { endpoint, kind: 'predict', args: encodeArgs([request], []) },
    {
      values: (values) => got.push(...decodeList(values, undefined)),
      done: () => answer.resolve(got),
      fail: (error) => answer.reject(error),
    },
  );
  return answer.promise;
}

class Caller {
  async predict(input: { to: string; with: unknown }, context: LitContext): Promise<unknown> {
    return ask(context, input.to, input.with);
  }
}

class Twice {
  predict(x: Float32Array): Float32Array {
    return x.map((value) => 2 * value);
  }
}

class Failing {
  predict(): never {
    throw new RangeError('cannot');
  }
}

/** More than a window of bytes, in chunks. */
class Chunks {
  readonly stream = true;
  *predict(count: number): Generator<string> {
    for (let i = 0; i < count; i += 1) yield 'x'.repeat(4096);
  }
}

/** Runs until it is aborted. */
class Waiting {
  readonly began = deferred();
  readonly aborted = deferred();
  predict(_: unknown, { signal }: LitContext): Promise<string> {
    this.began.resolve();
    return new Promise((resolve) => {
      signal.addEventListener('abort', () => {
        this.aborted.resolve();
        resolve('given up');
      });
    });
  }
}

const idle = (scene: Scene): Promise<unknown> =>
  Promise.all(scene.endpoints.map(({ queue }) => queue.idle()));

describe('a call from an endpoint to another one of its only worker', () => {
  let scene: Scene;
  afterEach(() => scene.pool.stop({ graceMs: 0 }));

  it('is answered, with values as they are', async () => {
    scene = new Scene(new Caller(), new Twice());
    const answer = await scene.request('Caller', { to: 'Twice', with: Float32Array.of(1, 2) });
    expect(answer).toEqual([Float32Array.of(2, 4)]);
    await idle(scene);
    expect(scene.work).toEqual([0, 0]);
  });

  it('fails by what the other throws', async () => {
    scene = new Scene(new Caller(), new Failing());
    await expect(scene.request('Caller', { to: 'Failing' })).rejects.toThrow(
      expect.objectContaining({ name: 'RangeError', message: 'cannot' }),
    );
  });

  it('gets a stream of more than one window, whose credit goes all the way back', async () => {
    scene = new Scene(new Caller(), new Chunks());
    const count = (3 * STREAM_WINDOW_BYTES) / 4096;
    const chunks = await scene.request('Caller', { to: 'Chunks', with: count });
    expect(chunks).toEqual(Array.from({ length: count }, () => 'x'.repeat(4096)));
  });

  it('is cancelled with the request, wherever it is by then', async () => {
    const waiting = new Waiting();
    scene = new Scene(new Caller(), waiting);
    const client = new AbortController();
    void scene.request('Caller', { to: 'Waiting', with: null }, client.signal);
    await waiting.began.promise;
    client.abort();
    await waiting.aborted.promise;
    await idle(scene);
    expect(scene.endpoints.map(({ queue }) => queue.stats().cancelled)).toEqual([1, 1]);
  });

  it('is cancelled by its caller', async () => {
    const waiting = new Waiting();
    class Impatient {
      async predict(_: unknown, context: LitContext): Promise<string> {
        const args = encodeArgs([null], []);
        const sink = { values: () => {}, done: () => {}, fail: () => {} };
        const open = callsOf(context)!.open({ endpoint: 'Waiting', kind: 'predict', args }, sink);
        await waiting.began.promise;
        open.cancel();
        await waiting.aborted.promise;
        return 'went on';
      }
    }
    scene = new Scene(new Impatient(), waiting);
    expect(await scene.request('Impatient', null)).toBe('went on');
    expect(scene.endpoints[1]?.queue.stats().cancelled).toBe(1);
  });

  it('is cancelled when the worker dies, and fails there', async () => {
    const heard = deferred<unknown>();
    class Hanging {
      async predict(_: unknown, context: LitContext): Promise<unknown> {
        return ask(context, 'Waiting', null).catch((error: unknown) => heard.resolve(error));
      }
    }
    const waiting = new Waiting();
    scene = new Scene(new Hanging(), waiting);
    void scene.request('Hanging', null).catch(() => undefined);
    await waiting.began.promise;
    scene.links[0]?.kill('SIGKILL');
    expect(await heard.promise).toMatchObject({ code: 'worker_crashed' });
    expect(scene.endpoints[1]?.queue.stats().cancelled).toBe(1);
  });
});
