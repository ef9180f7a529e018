import { Global, Inject, Module, type OnModuleDestroy } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { TIME } from '#queue';
import { INLINE_BENCH } from '#runtime';
import { VirtualClock } from '../clock/virtual-clock.js';
import { AppOnBench } from './app-on-bench.js';
import { LitServeTestingBuilder, type LitServeTestingMetadata } from './lit-serve-testing.builder.js';
import { TestBench } from './test-bench.js';

/**
 * Puts an app on the bench: its models run in this process, its time stands still until a test steps it, and calls of its
 * `predict`s are seen and can go wrong. Endpoints without HTTP: {@link LitServeTestingModule.create}. In an app of your
 * own: import it beside your module, and `app.get(LitServeTestingModule)`.
 *
 * @example
 * const testing = await LitServeTestingModule.create({ providers: [DoubleApi] }).compile();
 * expect(await testing.endpoint(DoubleApi).predict(2)).toBe(4);
 * await testing.close();
 */
@Global()
@Module({
  providers: [
    { provide: TIME, useFactory: () => new VirtualClock() },
    { provide: INLINE_BENCH, useFactory: (clock: VirtualClock) => new TestBench(clock), inject: [TIME] },
  ],
  exports: [TIME, INLINE_BENCH],
})
export class LitServeTestingModule extends AppOnBench implements OnModuleDestroy {
  constructor(
    @Inject(TIME) clock: VirtualClock,
    @Inject(INLINE_BENCH) bench: TestBench,
    @Inject(ModuleRef) moduleRef: ModuleRef,
  ) {
    super(clock, bench, moduleRef);
  }

  /** A module for a test, with what `@Module` takes, to be overridden as with Nest's `Test`, then compiled. */
  static create(metadata: LitServeTestingMetadata): LitServeTestingBuilder {
    return new LitServeTestingBuilder(metadata, LitServeTestingModule);
  }

  onModuleDestroy(): void {
    this.clock.flow();
  }
}
