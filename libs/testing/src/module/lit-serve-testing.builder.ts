import type { LoggerService, ModuleMetadata, Type } from '@nestjs/common';
import type { TestingModuleBuilder } from '@nestjs/testing';
import { LitServeModule, LitServeService, type LitServeOptions } from '#core';
import { CompiledTestingModule } from './compiled-testing-module.js';
import { importsLitServe } from './imports-lit-serve.js';
import type { AppOnBench } from './app-on-bench.js';
import { loadNestTesting } from './load-nest-testing.js';

/** What `@Module` takes, and the options of the module that serves. */
export interface LitServeTestingMetadata extends ModuleMetadata {
  /** As for `LitServeModule.forRoot`. `accelerator` is `'cpu'` if it does not say. @default those of an app */
  readonly litServe?: LitServeOptions;
}

/** What stands in for a provider, guard, … */
export interface TestingOverride {
  useValue(value: unknown): LitServeTestingBuilder;
  useClass(cls: Type): LitServeTestingBuilder;
  useFactory(options: {
    readonly factory: (...injected: never[]) => unknown;
    readonly inject?: readonly unknown[];
  }): LitServeTestingBuilder;
}

type Kind = 'overrideProvider' | 'overrideGuard' | 'overridePipe' | 'overrideInterceptor' | 'overrideFilter';
type Step = (builder: TestingModuleBuilder) => unknown;

/** Puts a module for a test together, as the builder of Nest's `Test.createTestingModule` does. */
export class LitServeTestingBuilder {
  readonly #steps: Step[] = [];

  constructor(
    private readonly metadata: LitServeTestingMetadata,
    private readonly bench: Type<AppOnBench>,
  ) {}

  overrideProvider(token: unknown): TestingOverride {
    return this.#override('overrideProvider', token);
  }

  overrideGuard(token: unknown): TestingOverride {
    return this.#override('overrideGuard', token);
  }

  overridePipe(token: unknown): TestingOverride {
    return this.#override('overridePipe', token);
  }

  overrideInterceptor(token: unknown): TestingOverride {
    return this.#override('overrideInterceptor', token);
  }

  overrideFilter(token: unknown): TestingOverride {
    return this.#override('overrideFilter', token);
  }

  overrideModule(module: Type): { useModule(other: Type): LitServeTestingBuilder } {
    return { useModule: (other) => this.#then((builder) => builder.overrideModule(module).useModule(other)) };
  }

  /** Makes what nobody provides. */
  useMocker(mocker: (token: unknown) => unknown): this {
    return this.#then((builder) => builder.useMocker(mocker));
  }

  /** @default Nest's for tests, which shows errors only */
  setLogger(logger: LoggerService): this {
    return this.#then((builder) => builder.setLogger(logger));
  }

  /**
   * Boots the module: its providers are made, and `setup` and `warmup` of every endpoint have run.
   *
   * @throws LitServeConfigurationError for options and classes that are wrong; what a `setup` threw
   */
  async compile(): Promise<CompiledTestingModule> {
    const { litServe, ...metadata } = this.metadata;
    const imports = [...(metadata.imports ?? []), this.bench, ...(await this.#litServe(litServe))];
    const { Test } = await loadNestTesting();
    const builder = Test.createTestingModule({ ...metadata, imports });
    for (const step of this.#steps) step(builder);
    const context = await builder.compile();
    try {
      await context.init();
      await context.get(LitServeService, { strict: false }).start();
    } catch (error) {
      await context.close();
      throw error;
    }
    return new CompiledTestingModule(context, context.get(this.bench));
  }

  async #litServe(options: LitServeOptions | undefined): Promise<LitServeModules> {
    if (!(await importsLitServe(this.metadata.imports ?? []))) {
      return [LitServeModule.forRoot({ accelerator: 'cpu', ...options })];
    }
    if (options === undefined) return [];
    throw new TypeError(
      'LitServeTestingModule.create(): what is imported brings LitServeModule along, so that litServe would be lost; ' +
        'leave it out, or override the provider LIT_SERVE_OPTIONS',
    );
  }

  #override(kind: Kind, token: unknown): TestingOverride {
    return {
      useValue: (value) => this.#then((builder) => builder[kind](token).useValue(value)),
      useClass: (cls) => this.#then((builder) => builder[kind](token).useClass(cls)),
      useFactory: ({ factory, inject = [] }) =>
        this.#then((builder) => builder[kind](token).useFactory({ factory, inject: [...inject] as never[] })),
    };
  }

  #then(step: Step): this {
    this.#steps.push(step);
    return this;
  }
}

type LitServeModules = ReturnType<typeof LitServeModule.forRoot>[];
