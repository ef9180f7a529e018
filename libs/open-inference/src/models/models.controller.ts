import {
  Controller,
  Get,
  Inject,
  Param,
  ServiceUnavailableException,
  UseFilters,
  VERSION_NEUTRAL,
  type ExecutionContext,
} from '@nestjs/common';
import { LitServeService } from '#core';
import { InferenceErrorFilter } from '../errors/inference-error.filter.js';
import { RouteContext, type ModelParams } from '../request/route-context.decorator.js';
import { InferenceModels } from './inference-models.js';
import { modelMetadata } from './model-metadata.js';
import { readyEndpoints } from './readiness.js';

/** `GET /v2/models/{model}`: what a model is, and whether it can answer. */
@Controller({ path: 'models', version: VERSION_NEUTRAL })
@UseFilters(InferenceErrorFilter)
export class InferenceModelsController {
  constructor(
    @Inject(InferenceModels) private readonly models: InferenceModels,
    @Inject(LitServeService) private readonly service: LitServeService,
  ) {}

  @Get([':model', ':model/versions/:version'])
  async metadata(@Param() params: ModelParams, @RouteContext() context: ExecutionContext): Promise<object> {
    const { model } = await this.models.open(params, context);
    return modelMetadata(model, await this.models.visible(this.models.versionsOf(model.name), context));
  }

  @Get([':model/ready', ':model/versions/:version/ready'])
  async ready(@Param() params: ModelParams, @RouteContext() context: ExecutionContext): Promise<object> {
    const { model } = await this.models.open(params, context);
    const { name, endpoint } = model;
    const ready = readyEndpoints(await this.service.health());
    if (!ready.has(endpoint.name)) throw new ServiceUnavailableException(`The model "${name}" is not ready`);
    return { name, ready: true };
  }
}
