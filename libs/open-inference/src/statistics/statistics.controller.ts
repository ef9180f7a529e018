import {
  Controller,
  Get,
  Inject,
  Param,
  UseFilters,
  VERSION_NEUTRAL,
  type ExecutionContext,
} from '@nestjs/common';
import { InferenceErrorFilter } from '../errors/inference-error.filter.js';
import type { InferenceModel } from '../models/inference-model.js';
import { InferenceModels } from '../models/inference-models.js';
import { RouteContext, type ModelParams } from '../request/route-context.decorator.js';
import { InferenceStatistics } from './inference-statistics.js';

/** `GET /v2/models/stats`: what the endpoints of models have done, by any route. */
@Controller({ path: 'models', version: VERSION_NEUTRAL })
@UseFilters(InferenceErrorFilter)
export class InferenceStatisticsController {
  constructor(
    @Inject(InferenceModels) private readonly models: InferenceModels,
    @Inject(InferenceStatistics) private readonly statistics: InferenceStatistics,
  ) {}

  @Get('stats')
  async all(@RouteContext() context: ExecutionContext): Promise<object> {
    return this.#report(await this.models.visible(this.models.all, context));
  }

  @Get([':model/stats', ':model/versions/:version/stats'])
  async one(@Param() params: ModelParams, @RouteContext() context: ExecutionContext): Promise<object> {
    const { model } = await this.models.open(params, context);
    return this.#report([model]);
  }

  #report(models: readonly InferenceModel[]): object {
    return { model_stats: models.map((model) => this.statistics.report(model)) };
  }
}
