import type { Type } from '@nestjs/common';
import type { ModuleRef } from '@nestjs/core';
import { LitServeService } from '#core';
import type { VirtualClock } from '../clock/virtual-clock.js';
import { Patience } from '../endpoint/patience.js';
import { TestEndpoint } from '../endpoint/test-endpoint.js';
import { endpointUnderTest } from './endpoint-under-test.js';
import type { TestBench } from './test-bench.js';

/** What a test has of an app. */
export abstract class AppOnBench {
  readonly #patience: Patience;

  constructor(
    /** The time of the app. */
    readonly clock: VirtualClock,
    private readonly bench: TestBench,
    private readonly moduleRef: ModuleRef,
  ) {
    this.#patience = new Patience(clock);
  }

  /**
   * An endpoint of the app, to be called and looked at.
   *
   * @param name of the endpoint, for a class with several `@LitEndpoint`s
   * @throws Error when the app has no such endpoint, which names those it has
   */
  endpoint<Api>(cls: Type<Api>, name?: string): TestEndpoint<Api> {
    const found = endpointUnderTest(this.get(LitServeService).endpoints, cls, name);
    return new TestEndpoint(found, this.bench.record(found.name), this.#patience);
  }

  /** A provider of the app, whichever module it is in. */
  get<Provider>(token: Type<Provider> | string | symbol): Provider {
    return this.moduleRef.get<Provider>(token, { strict: false });
  }
}
