import { afterEach, describe, expect, it } from '@jest/globals';
import { forwardRef, Global, Inject, Module, type INestApplicationContext, type Type } from '@nestjs/common';
import { ModulesContainer, NestFactory } from '@nestjs/core';
import { leaveOut, nameModules } from './leave-out.js';
import { explainMissing } from './missing-module.js';
import type { ModuleDefinition } from './module-tree.js';

class Clock {}
class Line {}

@Module({})
class Consumer {}

@Module({ providers: [Line], exports: [Line] })
class Jobs {
  static forRoot(): { module: typeof Jobs; imports: Type[]; global: true } {
    return { module: Jobs, imports: [Consumer], global: true };
  }
}

/** A fresh tree each time, since it is changed in place. */
function tree(needed?: Type): { Root: Type; Host: Type } {
  @Module({ providers: [Clock], imports: [forwardRef(() => Jobs)], exports: [Clock, Jobs] })
  class Shared {}
  @Global()
  @Module({ imports: [Shared, Promise.resolve(Jobs.forRoot())], exports: [Shared] })
  class Settings {}
  class Api {
    constructor(readonly dependency: unknown) {}
  }
  if (needed) Inject(needed)(Api, undefined, 0);
  const Other = { module: class Other {}, imports: [Jobs], exports: [Jobs] };
  @Module({ imports: [Other, Shared], providers: needed ? [Api] : [] })
  class Host {}
  @Module({ imports: [Settings, Host, Jobs.forRoot()] })
  class Root {}
  return { Root, Host };
}

describe('leaveOut', () => {
  let app: INestApplicationContext | undefined;
  afterEach(() => app?.close());

  async function boot(root: ModuleDefinition): Promise<string[]> {
    app = await NestFactory.createApplicationContext(root, { logger: false, abortOnError: false });
    return [...app.get(ModulesContainer).values()]
      .map(({ name }) => name)
      .filter((name) => !name.startsWith('Internal'));
  }

  it('takes a module out wherever it stands, and what only it imports', async () => {
    const { Root } = tree();
    expect(await boot(Root)).toEqual(expect.arrayContaining(['Jobs', 'Consumer']));
    const second = tree();
    const out = await leaveOut(second.Root, ['Jobs']);
    expect(out).not.toHaveLength(0);
    expect(await boot(second.Root)).toEqual(
      ['Root', 'Settings', 'Host', 'Other', 'Shared'].toSorted(byAppearance),
    );
  });

  const order = ['Root', 'Settings', 'Shared', 'Host', 'Other'];
  const byAppearance = (a: string, b: string): number => order.indexOf(a) - order.indexOf(b);

  it('leaves a tree alone that has no such module', async () => {
    const { Root } = tree();
    expect(await leaveOut(Root, ['Elsewhere'])).toEqual([]);
    expect(await boot(Root)).toContain('Jobs');
  });

  it('says what needs a module that was left out, and what to do', async () => {
    const { Root } = tree(Line);
    const leftOut = await leaveOut(Root, ['Jobs']);
    const error = await boot(Root).catch((reason: unknown) => explainMissing(reason, leftOut));
    expect(error).toMatchObject({
      message: expect.stringMatching(
        /^litserve: Api needs Line of Jobs, which workerExclude keeps out of workers\. Take Jobs out .*@Optional\(\)/,
      ),
      cause: expect.any(Error),
    });
  });

  it('does not explain what has another reason', async () => {
    class Missing {}
    const { Root } = tree(Missing);
    const leftOut = await leaveOut(Root, ['Jobs']);
    const error = await boot(Root).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
    expect(await explainMissing(error, leftOut)).toBe(error);
    const plain = new TypeError('no');
    expect(await explainMissing(plain, leftOut)).toBe(plain);
  });
});

describe('nameModules', () => {
  it('tells classes of one name apart, in their order, however often they come', () => {
    const [First, Second] = [0, 1].map(() => class Queue {});
    const names = nameModules([First, Clock, First, Second]);
    expect([...names]).toEqual([
      [First, 'Queue'],
      [Clock, 'Clock'],
      [Second, 'Queue#2'],
    ]);
  });
});
