import {
  Body,
  Controller,
  HttpCode,
  Inject,
  NotImplementedException,
  Param,
  Post,
  UseFilters,
  VERSION_NEUTRAL,
  type ExecutionContext,
} from '@nestjs/common';
import { LitRoute, LitServeService } from '#core';
import { InferenceErrorFilter } from '../errors/inference-error.filter.js';
import { InferenceModels } from '../models/inference-models.js';
import { readyEndpoints } from '../models/readiness.js';
import { RouteContext, type ModelParams } from '../request/route-context.decorator.js';
import { readIndexRequest } from './read-index-request.js';

/** `POST /v2/repository`: the models there are. They come and go with the app. */
@Controller({ path: 'repository', version: VERSION_NEUTRAL })
@UseFilters(InferenceErrorFilter)
export class InferenceRepositoryController {
  constructor(
    @Inject(InferenceModels) private readonly models: InferenceModels,
    @Inject(LitServeService) private readonly service: LitServeService,
  ) {}

  @Post('index')
  @HttpCode(200)
  @LitRoute({ body: 'bytes' })
  async index(@Body() body: Buffer, @RouteContext() context: ExecutionContext): Promise<object[]> {
    const isReadyWanted = readIndexRequest(body);
    const { endpoints } = await this.service.health();
    const ready = readyEndpoints({ endpoints });
    const listed = (await this.models.visible(this.models.all, context)).map(
      ({ name, version, endpoint }) => {
        const isReady = ready.has(endpoint.name);
        const { reason = '' } = endpoints.find((one) => one.name === endpoint.name) ?? {};
        return { name, version, state: isReady ? 'READY' : 'UNAVAILABLE', reason: isReady ? '' : reason };
      },
    );
    return isReadyWanted ? listed.filter(({ state }) => state === 'READY') : listed;
  }

  @Post(['models/:model/load', 'models/:model/unload'])
  @LitRoute({ body: 'bytes' })
  async load(@Param() { model }: ModelParams, @RouteContext() context: ExecutionContext): Promise<never> {
    await this.models.open({ model }, context);
    throw new NotImplementedException('Models are loaded and unloaded with the app, not by requests');
  }
}
