import {
  Inject,
  Logger,
  Module,
  type BeforeApplicationShutdown,
  type DynamicModule,
  type NestModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type Type,
} from '@nestjs/common';
import { ApplicationConfig, HttpAdapterHost, ModuleRef, ModulesContainer } from '@nestjs/core';
import type { Server } from 'node:net';
import { endpointRefProviders, EndpointRefs } from '#endpoint';
import { installWorkerEntry, isLitWorker, refuseToServe } from '#runtime';
import { ConfigurableModuleClass, OPTIONS_TYPE } from './lit-serve.module-definition.js';
import { LitServeService } from './lit-serve.service.js';
import { OpenConnections } from './server/open-connections.js';
import { hintAtSignals } from './server/hint-at-signals.js';
import { fitIntoApp, logRoutes } from './serving.js';
import { addSystemRoutes } from './system/add-system-routes.js';
import { LateGuard } from './system/late-guard.js';

// In a worker process this takes over the boot; it must happen before the app's main file calls NestFactory.create.
installWorkerEntry();

// Nest reads this list when all modules of an app are known, and by then it has the refs that their classes ask for.
endpointRefProviders.push(LitServeService, { provide: EndpointRefs, useExisting: LitServeService });

/**
 * Serves every provider decorated with `@LitEndpoint`, in whatever module it is.
 *
 * @example
 * @Module({ imports: [LitServeModule.forRoot()], providers: [DigitsApi] })
 * export class AppModule {}
 */
@Module({ providers: endpointRefProviders, exports: endpointRefProviders })
export class LitServeModule
  extends ConfigurableModuleClass
  implements NestModule, OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown
{
  readonly #logger = new Logger('LitServe');
  /** Controllers of ours that are no endpoints. */
  readonly #system: readonly Type<object>[];
  readonly #drainGuard: LateGuard | undefined;
  /** Set once the app serves. */
  #connections: OpenConnections | undefined;

  constructor(
    @Inject(ModulesContainer) private readonly modules: ModulesContainer,
    @Inject(ApplicationConfig) private readonly config: ApplicationConfig,
    @Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost,
    @Inject(LitServeService) private readonly service: LitServeService,
    @Inject(ModuleRef) private readonly moduleRef: ModuleRef,
  ) {
    super();
    const { drain } = service.serving.options;
    this.#drainGuard = drain && new LateGuard(drain.guard);
    this.#system = service.isOwner
      ? addSystemRoutes(service, modules, config, this.#logger, LitServeModule, this.#drainGuard)
      : [];
  }

  /** Options that hold for every endpoint, and for the app. */
  static override forRoot(options?: typeof OPTIONS_TYPE): DynamicModule {
    return super.forRoot(options ?? {});
  }

  async configure(): Promise<void> {
    // What a worker boots has no HTTP server.
    if (isLitWorker() && this.adapterHost.httpAdapter) await refuseToServe();
    if (!this.service.isOwner) return;
    await this.#drainGuard?.find(this.modules, this.moduleRef);
    const { serving } = this.service;
    this.service.watch(
      fitIntoApp(serving, this.#system, this.modules, this.config, this.adapterHost.httpAdapter),
    );
  }

  /** `app.listen()` waits for this, so an open port means that every endpoint has a ready worker. */
  async onApplicationBootstrap(): Promise<void> {
    // Without an HTTP adapter this is a worker, which serves nothing, or a script, whose first call starts the pools.
    const { httpAdapter } = this.adapterHost;
    if (!this.service.isOwner || !httpAdapter) return;
    this.#connections = new OpenConnections(httpAdapter.getHttpServer() as Server);
    await this.service.start();
    logRoutes(this.service.serving, this.modules, this.config, this.#logger);
    hintAtSignals(this.service.serving, this.#logger);
  }

  /** The last hook before the server closes, but for other global modules: a wait in the app's own has passed. */
  async beforeApplicationShutdown(signal?: string): Promise<void> {
    if (!this.service.isOwner || !this.adapterHost.httpAdapter) return;
    await this.service.beforeClose(this.#connections, signal !== undefined);
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.service.isOwner) await this.service.stop();
  }
}
