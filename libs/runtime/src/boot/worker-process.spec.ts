import { EventEmitter, once } from 'node:events';
import { duplexPair, type Duplex } from 'node:stream';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Global, Injectable, Logger, Module, Scope, type Type } from '@nestjs/common';
import { LitEndpoint } from '#endpoint';
import {
  encodeArgs,
  FrameChannel,
  packRun,
  unpackFromWorker,
  type EndpointAssignment,
  type FromWorkerControl,
} from '#wire';
import { meta } from '../testing/hosted.js';
import type { ForkedProcess } from './parent-link.js';
import type { RootReference } from './root-module.js';
import { WorkerProcess } from './worker-process.js';

/** The process of a worker, as its parent and its code see it. */
class Forked extends EventEmitter implements ForkedProcess {
  connected = true;
  readonly said: FromWorkerControl[] = [];
  readonly exits: number[] = [];
  /** How many messages had been handed over when the process ended. */
  saidBeforeExit = 0;
  #handedOver = 0;

  send(
    message: unknown,
    _handle: undefined,
    _options: object,
    callback: (error: Error | null) => void,
  ): boolean {
    this.said.push(message as FromWorkerControl);
    setImmediate(() => {
      this.#handedOver += 1;
      callback(null);
    });
    return true;
  }

  exit(code: number): void {
    this.saidBeforeExit = this.#handedOver;
    this.exits.push(code);
    this.emit('exited');
  }
}

const logs: string[] = [];

@Injectable()
class Settings {
  readonly factor = 3;
}

@Global()
@Module({ providers: [Settings], exports: [Settings] })
class SettingsModule {}

@LitEndpoint('/scale')
class ScaleApi {
  private readonly logger = new Logger('ScaleApi');
  constructor(private readonly settings: Settings) {}
  setup(): void {
    this.logger.log('loaded');
  }
  predict(x: number): number {
    return x * this.settings.factor;
  }
  teardown(): void {
    logs.push('teardown');
  }
}

@Module({ providers: [ScaleApi] })
class ScaleModule {
  onApplicationShutdown(): void {
    logs.push('module closed');
  }
}

const elsewhere = jest.fn();

@Module({ providers: [{ provide: 'DATABASE', useFactory: elsewhere }] })
class DatabaseModule {}

@Module({ imports: [DatabaseModule, SettingsModule, ScaleModule] })
class AppModule {}

const endpoint = (id: string): EndpointAssignment => ({
  id,
  name: 'scale',
  maxBatchSize: 1,
  concurrency: 1,
  stream: false,
});

/** Boots a worker in this process; its other end is the parent's. */
function forked(root: RootReference, ...ids: string[]): { self: Forked; far: Duplex; booted: Promise<void> } {
  const self = new Forked();
  const [near, far] = duplexPair();
  const assignment = {
    ppid: process.pid,
    pool: 'scale',
    worker: 2,
    device: { type: 'cpu', index: 0, threads: 1 },
    endpoints: ids.map(endpoint),
  };
  const booted = new WorkerProcess(assignment, self, () => near).run(root);
  return { self, far, booted };
}

const exited = async (self: Forked): Promise<void> => {
  if (self.exits.length === 0) await once(self, 'exited');
};

const register = (factor: number) => ({
  module: ScaleModule,
  providers: [{ provide: Settings, useValue: { factor } }],
});

const moduleWith = (provider: Type<unknown>): Type<unknown> => {
  @Module({ providers: [provider] })
  class HostModule {}
  return HostModule;
};

describe('WorkerProcess', () => {
  afterEach(() => {
    logs.length = 0;
    elsewhere.mockClear();
    Logger.overrideLogger(false);
  });

  it('boots the host and the global modules only, and reports what it does', async () => {
    const { self, booted } = forked(AppModule, 'ScaleModule/ScaleApi/0');
    await booted;
    expect(elsewhere).not.toHaveBeenCalled();
    expect(self.exits).toEqual([]);
    expect(self.said.filter(({ litserve }) => litserve !== 'log')).toEqual([
      { litserve: 'step', step: 'modules' },
      { litserve: 'progress', step: 'modules', ms: expect.any(Number) },
      { litserve: 'step', step: 'ScaleApi.setup' },
      { litserve: 'progress', step: 'ScaleApi.setup', ms: expect.any(Number) },
      { litserve: 'ready' },
    ]);
  });

  it('sends the log of the endpoint to the parent, without Nest’s lines of every module', async () => {
    const { self, booted } = forked(AppModule, 'ScaleModule/ScaleApi/0');
    await booted;
    expect(self.said).toContainEqual({
      litserve: 'log',
      level: 'log',
      context: 'ScaleApi',
      message: 'loaded',
    });
    expect(self.said).not.toContainEqual(expect.objectContaining({ context: 'InstanceLoader' }));
  });

  it('answers batches over the pipe, with dependencies from DI', async () => {
    const { far, booted } = forked(AppModule, 'ScaleModule/ScaleApi/0');
    await booted;
    const answer = new Promise<unknown>((resolve, reject) => {
      const frames = new FrameChannel(far, {
        frame: (frame) => resolve(unpackFromWorker(frame)),
        error: reject,
        end: () => reject(new Error('ended')),
      });
      const item = { lease: 1, meta: meta(), args: encodeArgs([14], []) };
      frames.send(packRun({ type: 'run', endpoint: 0, batch: 9, items: [item] }));
    });
    expect(await answer).toMatchObject({
      type: 'result',
      batch: 9,
      outcomes: [{ value: { tree: { p: [42] } } }],
    });
  });

  it.each<[string, RootReference, string]>([
    ['a dynamic module', { module: AppModule, imports: [] }, 'ScaleModule/ScaleApi/0'],
    ['a promise of a module', Promise.resolve(AppModule), 'ScaleModule/ScaleApi/0'],
    ['bare metadata', { imports: [SettingsModule], providers: [ScaleApi] }, 'AppModule/ScaleApi/0'],
  ])('takes %s as the root', async (_, root, id) => {
    const { self, booted } = forked(root, id);
    await booted;
    expect(self.said.at(-1)).toEqual({ litserve: 'ready' });
  });

  it('makes each of two hosts of one name with its own token', async () => {
    @Module({ imports: [register(5), register(7)] })
    class Twice {}
    const { self, booted, far } = forked(Twice, 'ScaleModule/ScaleApi/0#2', 'ScaleModule/ScaleApi/0');
    await booted;
    expect(self.said.at(-1)).toEqual({ litserve: 'ready' });
    const results: unknown[] = [];
    const frames = new FrameChannel(far, {
      frame: (frame) => far.emit('result', results.push(unpackFromWorker(frame))),
      error: () => {},
      end: () => {},
    });
    for (const number of [0, 1]) {
      const item = { lease: number, meta: meta(), args: encodeArgs([1], []) };
      frames.send(packRun({ type: 'run', endpoint: number, batch: number, items: [item] }));
      await once(far, 'result');
    }
    expect(results).toMatchObject([
      { outcomes: [{ value: { tree: { p: [7] } } }] },
      { outcomes: [{ value: { tree: { p: [5] } } }] },
    ]);
  });

  it('closes its modules after a stop, and ends when everything is said', async () => {
    const { self, booted } = forked(AppModule, 'ScaleModule/ScaleApi/0');
    await booted;
    self.emit('message', { litserve: 'stop' });
    await exited(self);
    expect(self.exits).toEqual([0]);
    expect(logs).toEqual(['teardown', 'module closed']);
    expect(self.saidBeforeExit).toBe(self.said.length);
  });

  it('ignores signals and messages that are not ours, and ends when the parent is gone', async () => {
    const { self, booted } = forked(AppModule, 'ScaleModule/ScaleApi/0');
    await booted;
    expect(self.listenerCount('SIGINT') + self.listenerCount('SIGTERM')).toBe(2);
    for (const message of ['text', null, { 'watch:import': ['a.js'] }]) self.emit('message', message);
    for (const signal of ['SIGINT', 'SIGTERM']) self.emit(signal);
    expect(self.exits).toEqual([]);
    self.emit('disconnect');
    expect(self.exits).toEqual([0]);
  });

  it('ends when the parent closes the pipe, and when it sends what is no frame', async () => {
    const closed = forked(AppModule, 'ScaleModule/ScaleApi/0');
    const broken = forked(AppModule, 'ScaleModule/ScaleApi/0');
    await Promise.all([closed.booted, broken.booted]);
    closed.far.end();
    broken.far.write(Buffer.alloc(64, 7));
    await Promise.all([exited(closed.self), exited(broken.self)]);
    expect([closed.self.exits[0], broken.self.exits[0]]).toEqual([0, 72]);
  });
});

describe('WorkerProcess that cannot boot', () => {
  afterEach(() => Logger.overrideLogger(false));

  @LitEndpoint('/bad')
  class BadApi {
    predict(): void {}
    setup(): void {
      throw new Error('no model');
    }
  }

  @Injectable({ scope: Scope.REQUEST })
  @LitEndpoint('/scoped')
  class ScopedApi {
    predict(): void {}
  }

  it.each<[string, RootReference, string, RegExp]>([
    [
      'an unknown endpoint',
      AppModule,
      'X/Y/0',
      /no endpoint X\/Y\/0 under AppModule; it found ScaleModule\/ScaleApi\/0/,
    ],
    [
      'a missing dependency',
      moduleWith(ScaleApi),
      'HostModule/ScaleApi/0',
      /can't resolve dependencies of the ScaleApi/,
    ],
    [
      'a setup that throws',
      moduleWith(BadApi),
      'HostModule/BadApi/0',
      /^BadApi\.setup\(\) failed: no model$/,
    ],
    [
      'a request-scoped class',
      moduleWith(ScopedApi),
      'HostModule/ScopedApi/0',
      /ScopedApi is marked as a scoped provider/,
    ],
  ])('reports %s, then ends', async (_, root, id, wording) => {
    const { self, booted } = forked(root, id);
    await booted;
    expect(self.exits).toEqual([71]);
    expect(self.said.at(-1)).toMatchObject({
      litserve: 'boot-failed',
      error: { message: expect.stringMatching(wording) },
    });
    expect(self.saidBeforeExit).toBe(self.said.length);
  });
});
