import {
  Controller,
  Get,
  Inject,
  ServiceUnavailableException,
  UseFilters,
  VERSION_NEUTRAL,
} from '@nestjs/common';
import { LITSERVE_VERSION, LitServeService } from '#core';
import { InferenceErrorFilter } from '../errors/inference-error.filter.js';
import { InferenceModels } from '../models/inference-models.js';
import { readyEndpoints } from '../models/readiness.js';
import { MODULE_OPTIONS, type OpenInferenceModuleOptions } from '../open-inference.options.js';

/** What is served beside the protocol itself. */
export const EXTENSIONS = [
  'binary_tensor_data',
  'classification',
  'generate',
  'model_repository',
  'parameters',
  'schedule_policy',
  'statistics',
] as const;

/** `GET /v2` and `/v2/health`: what this server is, and how it is. */
@Controller({ version: VERSION_NEUTRAL })
@UseFilters(InferenceErrorFilter)
export class InferenceServerController {
  constructor(
    @Inject(MODULE_OPTIONS) private readonly options: OpenInferenceModuleOptions,
    @Inject(InferenceModels) private readonly models: InferenceModels,
    @Inject(LitServeService) private readonly service: LitServeService,
  ) {}

  /** `/v2` and `/v2/`, which are two routes of Fastify; of two slashes at the end Nest takes one away. */
  @Get(['', '//'])
  metadata(): object {
    const { serverName = 'nestjs-litserve' } = this.options;
    return { name: serverName, version: LITSERVE_VERSION, extensions: EXTENSIONS };
  }

  @Get('health/live')
  live(): object {
    return { live: true };
  }

  @Get('health/ready')
  async ready(): Promise<object> {
    const ready = readyEndpoints(await this.service.health());
    const isReady = this.models.all.every(({ endpoint }) => ready.has(endpoint.name));
    if (!isReady) throw new ServiceUnavailableException('Not all models are ready');
    return { ready: true };
  }
}
