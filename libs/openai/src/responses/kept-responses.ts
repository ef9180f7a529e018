import { Inject, Injectable, type ExecutionContext } from '@nestjs/common';
import { LitServeService, type LitServeEndpoint } from '#core';
import { OpenAIErrorFilter } from '../errors/openai-error.filter.js';
import { OpenAIModels } from '../models/openai-models.js';
import { BackgroundResponses } from './background-responses.js';
import { ResponseStore, type StoredResponse } from './response-store.js';
import type { OpenAIResponsesModuleOptions } from './responses.options.js';

const now = (): number => performance.now();

export const RESPONSES_OPTIONS = Symbol('nestjs-litserve/openai: responses');

/** Responses that a client may come back to. Whoever does has to pass the guards of the endpoint that made them. */
@Injectable()
export class KeptResponses {
  readonly store: ResponseStore;
  readonly background: BackgroundResponses;

  constructor(
    @Inject(RESPONSES_OPTIONS) options: Required<OpenAIResponsesModuleOptions>,
    @Inject(OpenAIErrorFilter) filter: OpenAIErrorFilter,
    @Inject(OpenAIModels) private readonly models: OpenAIModels,
    @Inject(LitServeService) private readonly service: LitServeService,
  ) {
    this.store = new ResponseStore(options, now);
    this.background = new BackgroundResponses(options, now, (error) => filter.log(error));
  }

  /**
   * @param opened an endpoint whose guards have let the request in already
   * @throws what the guards throw of the endpoint that has made it
   */
  async find(
    id: string,
    context: ExecutionContext,
    opened?: LitServeEndpoint,
  ): Promise<StoredResponse | undefined> {
    const found = this.background.find(id) ?? this.store.get(id);
    if (!found) return undefined;
    const { endpoint } = this.models.find('responses', found.response.model);
    if (endpoint.name !== opened?.name) await this.service.open(endpoint, context);
    return found;
  }
}
