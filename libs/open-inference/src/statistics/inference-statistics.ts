import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Subscription } from 'rxjs';
import { LitServeService } from '#core';
import { InferenceModels } from '../models/inference-models.js';
import type { InferenceModel } from '../models/inference-model.js';
import { EndpointTimes } from './endpoint-times.js';

/** Adds up what the endpoints of all models do. */
@Injectable()
export class InferenceStatistics implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #byEndpoint = new Map<string, EndpointTimes>();
  #subscription: Subscription | undefined;

  constructor(
    @Inject(InferenceModels) private readonly models: InferenceModels,
    @Inject(LitServeService) private readonly service: LitServeService,
  ) {}

  onApplicationBootstrap(): void {
    for (const { endpoint } of this.models.all) this.#byEndpoint.set(endpoint.name, new EndpointTimes());
    // Without a model nobody asks, and events cost nothing while nobody listens.
    if (this.#byEndpoint.size === 0) return;
    this.#subscription = this.service.events$.subscribe((event) => {
      if (event.type === 'request') this.#byEndpoint.get(event.endpoint)?.addRequest(event);
      else if (event.type === 'batch') this.#byEndpoint.get(event.endpoint)?.addBatch(event, Date.now());
    });
  }

  onModuleDestroy(): void {
    this.#subscription?.unsubscribe();
  }

  report({ name, version, endpoint }: InferenceModel): object {
    return { name, version, ...this.#byEndpoint.get(endpoint.name)?.report() };
  }
}
