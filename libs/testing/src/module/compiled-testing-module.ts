import type { Type } from '@nestjs/common';
import type { TestingModule } from '@nestjs/testing';
import type { VirtualClock } from '../clock/virtual-clock.js';
import type { TestEndpoint } from '../endpoint/test-endpoint.js';
import type { AppOnBench } from './app-on-bench.js';

/** Endpoints that run without HTTP: no server, no port. Close it: an endpoint may hold a model. */
export class CompiledTestingModule {
  constructor(
    /** Nest's own. */
    readonly module: TestingModule,
    private readonly bench: AppOnBench,
  ) {}

  /** @see AppOnBench.clock */
  get clock(): VirtualClock {
    return this.bench.clock;
  }

  /** @see AppOnBench.endpoint */
  endpoint<Api>(cls: Type<Api>, name?: string): TestEndpoint<Api> {
    return this.bench.endpoint(cls, name);
  }

  /** @see AppOnBench.get */
  get<Provider>(token: Type<Provider> | string | symbol): Provider {
    return this.bench.get(token);
  }

  /**
   * Ends the workers; `teardown` has run when it resolves. Time passes by itself meanwhile, so that what waits for it has
   * its answer, or 503 `draining`.
   */
  close(): Promise<void> {
    return this.module.close();
  }
}
