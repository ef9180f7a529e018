import { Inject, Injectable, Optional } from '@nestjs/common';
import { ApplicationConfig, ModulesContainer } from '@nestjs/core';
import { isLitWorker } from '#runtime';
import { MODULE_OPTIONS_TOKEN } from './lit-serve.module-definition.js';
import type { LitServeOptions } from './lit-serve.options.js';
import { assembleServing, servingNothing, type Serving } from './serving.js';
import { RunningPools } from './server/running-pools.js';
import { healthReport, infoReport } from './system/make-reports.js';
import type { HealthReport, InfoReport } from './system/reports.js';
import type { SystemReports } from './system/system.controller.js';

/** Which service serves an app: the first one, should the module be imported twice. Keyed by app, so apps never meet. */
const owners = new WeakMap<ModulesContainer, LitServeService>();

/** The endpoints of this app: what they are and how they do. */
@Injectable()
export class LitServeService implements SystemReports {
  /** False in worker processes, and for a second import of the module: such a service serves nothing. */
  readonly isOwner: boolean;
  readonly serving: Serving;
  readonly #pools: RunningPools;

  constructor(
    @Inject(ModulesContainer) private readonly modules: ModulesContainer,
    @Inject(ApplicationConfig) private readonly config: ApplicationConfig,
    @Optional() @Inject(MODULE_OPTIONS_TOKEN) options: LitServeOptions | undefined,
  ) {
    this.isOwner = !isLitWorker() && !owners.has(modules);
    if (this.isOwner) owners.set(modules, this);
    this.serving = this.isOwner ? assembleServing(modules, options ?? {}) : servingNothing();
    this.#pools = new RunningPools(this.serving);
  }

  /** What `GET /health` answers. */
  health(): Promise<HealthReport> {
    return healthReport(this.serving, this.#pools);
  }

  /** What `GET /info` answers. */
  info(): InfoReport {
    return infoReport(this.serving, this.modules, this.config);
  }

  /** Resolves when every endpoint has a ready worker; rejects with the reason when a first boot fails. */
  start(): Promise<void> {
    return this.#pools.start();
  }

  /** Gives what is accepted `drainTimeoutMs` to finish; `stop` follows, when the server has closed. */
  drain(): void {
    this.#pools.drain();
  }

  stop(): Promise<void> {
    return this.#pools.stop();
  }
}
