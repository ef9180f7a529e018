import {
  Controller,
  Get,
  Inject,
  Param,
  UseFilters,
  VERSION_NEUTRAL,
  type ExecutionContext,
} from '@nestjs/common';
import { LitRoute, LitServeService } from '#core';
import { OpenAIErrorFilter } from '../errors/openai-error.filter.js';
import { modelNotFound } from '../errors/openai.exception.js';
import { RouteContext } from '../request/route-context.decorator.js';
import { OpenAIModels, type ServedModel } from './openai-models.js';

interface Model {
  readonly id: string;
  readonly object: 'model';
  readonly created: number;
  readonly owned_by: string;
}

/** The models a client may use: those whose guards let it in. */
@Controller({ path: 'models', version: VERSION_NEUTRAL })
@UseFilters(OpenAIErrorFilter)
export class OpenAIModelsController {
  /** Unix seconds: since when they are served here. */
  readonly #created = Math.floor(Date.now() / 1000);

  constructor(
    @Inject(OpenAIModels) private readonly models: OpenAIModels,
    @Inject(LitServeService) private readonly service: LitServeService,
  ) {}

  @Get()
  @LitRoute()
  async list(@RouteContext() context: ExecutionContext): Promise<{ object: 'list'; data: Model[] }> {
    const { all } = this.models;
    const opened = await Promise.allSettled(all.map(({ endpoint }) => this.service.open(endpoint, context)));
    const data = all
      .filter((_, index) => opened[index]?.status === 'fulfilled')
      .map((one) => this.#describe(one));
    return { object: 'list', data };
  }

  /** Clients encode the slashes of an id; one that is not is let pass. */
  @Get([':id', ':owner/:id'])
  @LitRoute()
  async retrieve(
    @Param() params: { readonly owner?: string; readonly id: string },
    @RouteContext() context: ExecutionContext,
  ): Promise<Model> {
    const id = params.owner === undefined ? params.id : `${params.owner}/${params.id}`;
    const found = this.models.all.find(({ options }) => options.model === id);
    if (!found) throw modelNotFound(id);
    await this.service.open(found.endpoint, context);
    return this.#describe(found);
  }

  #describe({ options: { model } }: ServedModel): Model {
    return { id: model, object: 'model', created: this.#created, owned_by: 'litserve' };
  }
}
