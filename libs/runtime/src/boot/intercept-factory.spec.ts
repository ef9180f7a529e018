import { describe, expect, it, jest } from '@jest/globals';
import { NestFactory } from '@nestjs/core';
import { WORKER_ENV, type WorkerAssignment } from '#wire';
import { interceptNestFactory, type InterceptedProcess } from './intercept-factory.js';
import { isLitWorker, workerAssignment } from './worker-environment.js';

const PARENT = 4242;
const assignment: WorkerAssignment = {
  ppid: PARENT,
  pool: 'digits',
  worker: 1,
  device: { type: 'cpu', index: 0, threads: 1 },
  endpoints: [],
};

const environment = (text = JSON.stringify(assignment)): Record<string, string> => ({ [WORKER_ENV]: text });

function workerProcess(given: Partial<InterceptedProcess> = {}) {
  const exit = jest.fn<(code: number) => void>();
  const write = jest.fn<(text: string) => unknown>();
  const self = { env: environment(), ppid: PARENT, send: () => true, stderr: { write }, exit, ...given };
  return { self, exit, write };
}

/** A singleton with the methods on its class, as NestFactory is. */
class Factory {
  create(): string {
    return 'an app';
  }
  createApplicationContext(): string {
    return 'a context';
  }
  createMicroservice(): string {
    return 'a microservice';
  }
}

class AppModule {}

describe('interceptNestFactory', () => {
  it.each(['create', 'createApplicationContext', 'createMicroservice'] as const)(
    'hands over the root module given to %s, which never resolves',
    async (method) => {
      const factory = new Factory();
      const boot = jest.fn();
      interceptNestFactory(boot, workerProcess().self, factory);
      const call: unknown = Reflect.apply(factory[method], factory, [AppModule]);
      expect(boot).toHaveBeenCalledWith(AppModule, assignment);
      const later = new Promise((resolve) => setImmediate(resolve, 'still waiting'));
      expect(await Promise.race([call, later])).toBe('still waiting');
    },
  );

  it('gives the factory back before it boots', () => {
    const factory = new Factory();
    const seen: string[] = [];
    interceptNestFactory(() => seen.push(factory.create()), workerProcess().self, factory);
    void factory.createApplicationContext();
    expect(seen).toEqual(['an app']);
    expect(factory.createMicroservice()).toBe('a microservice');
  });

  it('does nothing the second time', () => {
    const factory = new Factory();
    const [first, second] = [jest.fn(), jest.fn()];
    expect(interceptNestFactory(first, workerProcess().self, factory)).toBe(true);
    expect(interceptNestFactory(second, workerProcess().self, factory)).toBe(false);
    void factory.create();
    expect(first).toHaveBeenCalledTimes(1);
    expect(second).not.toHaveBeenCalled();
  });

  it('leaves the HTTP process alone', () => {
    const factory = new Factory();
    const { self, exit } = workerProcess({ env: {} });
    expect(interceptNestFactory(jest.fn(), self, factory)).toBe(false);
    expect(factory.create()).toBe('an app');
    expect(exit).not.toHaveBeenCalled();
  });

  it.each([
    ['the parent is another process', { ppid: 1 }],
    ['there is no channel to a parent', { send: undefined }],
    ['the text is no JSON', { env: environment('yes') }],
    ['the text is another program\u2019s', { env: environment('{"ppid":4242}') }],
  ])('ends a process with a stale environment: %s', (_, given) => {
    const factory = new Factory();
    const { self, exit, write } = workerProcess(given);
    expect(interceptNestFactory(jest.fn(), self, factory)).toBe(false);
    expect(exit).toHaveBeenCalledWith(70);
    expect(write.mock.calls).toEqual([[expect.stringMatching(/^litserve: [^\n]+\n$/)]]);
    expect(factory.create()).toBe('an app');
  });

  it('works on the real NestFactory, which keeps its methods on its class', () => {
    const boot = jest.fn();
    interceptNestFactory(boot, workerProcess().self);
    void NestFactory.create(AppModule);
    expect(boot).toHaveBeenCalledWith(AppModule, assignment);
    expect(Object.keys(NestFactory)).not.toContain('create');
  });
});

describe('the environment of a worker', () => {
  it('tells a worker from the HTTP process', () => {
    expect([isLitWorker(environment()), isLitWorker({})]).toEqual([true, false]);
    expect(workerAssignment(environment())).toEqual(assignment);
    expect(workerAssignment({})).toBeUndefined();
  });
});
