import { afterEach, describe, expect, it } from '@jest/globals';
import { Module, type INestApplicationContext, type Type } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { ModulesContainer, NestFactory } from '@nestjs/core';
import { LitEndpoint } from '#endpoint';
import { discoverEndpoints } from './discover-endpoints.js';
import { excludedNames, excludeProblems, workerModulesHint } from './worker-modules.js';

@LitEndpoint('/a')
class DigitsApi {
  predict(): number {
    return 1;
  }
}

@Module({})
class JobsModule {}

@Module({})
class DataModule {}

@Module({ imports: [DataModule], providers: [DigitsApi] })
class DigitsModule {}

@Module({ imports: [DigitsModule, JobsModule] })
class TidyModule {}

@Module({
  imports: [ConfigModule.forRoot({ ignoreEnvFile: true }), JobsModule, DataModule],
  providers: [DigitsApi],
})
class FlatModule {}

@Module({ imports: [ConfigModule.forRoot({ ignoreEnvFile: true })], providers: [DigitsApi] })
class SmallModule {}

describe('what starts in workers', () => {
  let app: INestApplicationContext;
  afterEach(() => app.close());
  async function modulesOf(root: Type): Promise<ModulesContainer> {
    app = await NestFactory.createApplicationContext(root, { logger: false, abortOnError: false });
    return app.get(ModulesContainer);
  }
  const hint = async (root: Type, excluded: readonly Type[] = []): Promise<string | undefined> => {
    const modules = await modulesOf(root);
    return workerModulesHint(modules, discoverEndpoints(modules), excluded);
  };

  it('is worth a hint when the root module provides an endpoint, and imports more than configuration', async () => {
    expect(await hint(FlatModule)).toBe(
      'FlatModule provides DigitsApi, so each worker starts what FlatModule imports: JobsModule, DataModule. ' +
        'To start less, give endpoints a module of their own, or see workerExclude',
    );
  });

  it.each<[string, Type, readonly Type[]]>([
    ['in a module of its own', TidyModule, []],
    ['in a root that imports nothing else', SmallModule, []],
    ['in a root all of whose imports are excluded', FlatModule, [JobsModule, DataModule]],
  ])('is not worth one for an endpoint %s', async (_, root, excluded) => {
    expect(await hint(root, excluded)).toBeUndefined();
  });

  it('leaves those out that the app excludes, by name', async () => {
    expect(excludedNames(await modulesOf(FlatModule), [JobsModule])).toEqual(['JobsModule']);
  });

  it('refuses to exclude what is not there, and what provides an endpoint', async () => {
    const modules = await modulesOf(TidyModule);
    const problems = excludeProblems(modules, discoverEndpoints(modules), [
      FlatModule,
      JobsModule,
      DigitsModule,
    ]);
    expect(problems).toEqual([
      'LitServeModule.forRoot() workerExclude: FlatModule is no module of this app',
      expect.stringContaining('workerExclude: DigitsModule provides DigitsApi, which runs in workers'),
    ]);
  });
});
