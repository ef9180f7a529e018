import { describe, expect, it, jest } from '@jest/globals';
import { forwardRef, Global, Module, type DynamicModule, type Type } from '@nestjs/common';
import { ModulesContainer, NestFactory } from '@nestjs/core';
import { LitEndpoint } from '#endpoint';
import { endpointClassOf, locateHosts, repeatNumbering } from './locate-hosts.js';
import { moduleClass, modulesUnder, type ModuleDefinition } from './module-tree.js';

@LitEndpoint('/a')
class A {
  predict(): number {
    return 1;
  }
}

@LitEndpoint('/b1')
@LitEndpoint('/b2')
class B extends A {}

class Undecorated extends A {}

const ids = async (root: ModuleDefinition): Promise<string[]> =>
  (await locateHosts(root)).endpoints.map(({ id }) => id);

const names = (modules: readonly ModuleDefinition[]): string[] =>
  modules.map((module) => moduleClass(module).name);

/** Makes a module class without a statement of its own. */
function moduleOf(name: string, metadata: Parameters<typeof Module>[0]): Type<unknown> {
  const { [name]: cls } = { [name]: class {} };
  Module(metadata)(cls as Type<unknown>);
  return cls as Type<unknown>;
}

describe('locateHosts', () => {
  it('names an endpoint by its host module, class and position on the class', async () => {
    const Root = moduleOf('Root', { imports: [moduleOf('Host', { providers: [A, B] })] });
    expect(await ids(Root)).toEqual(['Host/A/0', 'Host/B/0', 'Host/B/1']);
  });

  it.each([
    ['a class', A, A],
    ['useClass under a token', { provide: 'TOKEN', useClass: A }, 'TOKEN'],
    ['useClass under another class', { provide: Undecorated, useClass: A }, Undecorated],
    ['useFactory under the class', { provide: A, useFactory: () => new A() }, A],
    ['useValue under the class', { provide: A, useValue: new A() }, A],
  ])('finds an endpoint provided by %s', async (_, provider, token) => {
    const Host = moduleOf('Host', { providers: [provider] });
    const { endpoints } = await locateHosts(Host);
    expect(endpoints).toEqual([{ id: 'Host/A/0', name: 'a', host: Host, token, cls: A }]);
  });

  it.each([
    ['an alias, whose target is a provider of its own', { provide: A, useExisting: B }],
    ['a subclass of an endpoint', Undecorated],
    ['a factory under a text', { provide: 'TOKEN', useFactory: () => new A() }],
  ])('finds none in %s', (_, provider) => {
    expect(endpointClassOf(provider)).toBeUndefined();
  });

  it('counts a token given twice once, as the provider given last', async () => {
    const Host = moduleOf('Host', { providers: [A, { provide: A, useClass: B }] });
    expect(await ids(Host)).toEqual(['Host/B/0', 'Host/B/1']);
  });

  it('numbers hosts of one name in the order of the scan', async () => {
    const [first, second, third] = [1, 2, 3].map(() => moduleOf('Host', { providers: [A] })) as [
      Type<unknown>,
      Type<unknown>,
      Type<unknown>,
    ];
    const Root = moduleOf('Root', { imports: [moduleOf('Between', { imports: [first] }), second, third] });
    const { endpoints } = await locateHosts(Root);
    expect(endpoints.map(({ id, host }) => [id, host])).toEqual([
      ['Host/A/0', first],
      ['Host/A/0#2', second],
      ['Host/A/0#3', third],
    ]);
  });

  it('takes what a dynamic module adds to its class', async () => {
    const Host = moduleOf('Host', { providers: [A] });
    const dynamic: DynamicModule = { module: Host, providers: [B] };
    const { endpoints } = await locateHosts(moduleOf('Root', { imports: [dynamic] }));
    expect(endpoints.map(({ id, host }) => [id, host])).toEqual([
      ['Host/A/0', dynamic],
      ['Host/B/0', dynamic],
      ['Host/B/1', dynamic],
    ]);
  });

  it('finds globals, declared and dynamic, however deep', async () => {
    const Declared = moduleOf('Declared', {});
    Global()(Declared);
    const dynamic: DynamicModule = { module: moduleOf('Dynamic', {}), global: true };
    const Deep = moduleOf('Deep', { imports: [Declared, dynamic] });
    const { globals } = await locateHosts(moduleOf('Root', { imports: [Deep] }));
    expect(globals).toEqual([Declared, dynamic]);
  });

  it('instantiates nothing', async () => {
    const made = jest.fn();
    const Host = moduleOf('Host', {
      providers: [
        { provide: A, useFactory: made },
        { provide: 'DB', useFactory: made },
      ],
    });
    await locateHosts(Host);
    expect(made).not.toHaveBeenCalled();
  });
});

describe('modulesUnder', () => {
  class Leaf {}
  Module({})(Leaf);
  const dynamic: DynamicModule = { module: Leaf, providers: [] };
  class CycleA {}
  class CycleB {}
  Module({ imports: [forwardRef(() => CycleB), Leaf] })(CycleA);
  Module({ imports: [forwardRef(() => CycleA)] })(CycleB);
  const Middle = moduleOf('Middle', { imports: [Leaf, Promise.resolve(dynamic)] });

  it.each<[string, ModuleDefinition]>([
    ['static modules', moduleOf('Root', { imports: [Middle, Leaf] })],
    ['a cycle of forward references', moduleOf('Root', { imports: [CycleA, CycleB] })],
    ['a promise of a dynamic module', moduleOf('Root', { imports: [Promise.resolve(dynamic), Middle] })],
    ['one class, static and dynamic', moduleOf('Root', { imports: [Leaf, dynamic, { module: Leaf }] })],
    ['a dynamic module with imports', { module: moduleOf('Root', {}), imports: [Middle, CycleB] }],
  ])('lists %s exactly as Nest scans them', async (_, root) => {
    const app = await NestFactory.createApplicationContext(root, { logger: false });
    const scanned = [...app.get(ModulesContainer).values()].map((module) => module.metatype.name);
    await app.close();
    expect(['InternalCoreModule', ...names(await modulesUnder(root))]).toEqual(scanned);
  });

  it('leaves an undefined import for Nest to report', async () => {
    const Root = moduleOf('Root', { imports: [] });
    Reflect.defineMetadata('imports', [undefined, Leaf], Root);
    expect(await modulesUnder(Root)).toEqual([Root, Leaf]);
  });
});

describe('repeatNumbering', () => {
  it('leaves the first of an id alone and counts the others', () => {
    const number = repeatNumbering();
    expect(['x', 'y', 'x', 'x'].map(number)).toEqual(['x', 'y', 'x#2', 'x#3']);
  });
});
