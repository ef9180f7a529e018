import { Inject, Injectable, type ExecutionContext } from '@nestjs/common';
import { LitServeService, type LitServeEndpoint } from '#core';
import { OpenAIErrorFilter } from '../errors/openai-error.filter.js';
import { OpenAIModels } from '../models/openai-models.js';
import { BackgroundResponses } from './background-responses.js';
import { ResponseStore, type StoredResponse } from './response-store.js';
import type { ResponsesSettings } from './responses.options.js';

const now = (): number => performance.now();

export const RESPONSES_OPTIONS = Symbol('nestjs-litserve/openai: responses');

/**
 * Responses that a client may come back to. Whoever does has to pass the guards of the endpoint that made them, and be
 * their owner where the app tells owners apart.
 */
@Injectable()
export class KeptResponses {
  readonly background: BackgroundResponses;
  readonly #store: ResponseStore;

  constructor(
    @Inject(RESPONSES_OPTIONS) private readonly options: ResponsesSettings,
    @Inject(OpenAIErrorFilter) private readonly filter: OpenAIErrorFilter,
    @Inject(OpenAIModels) private readonly models: OpenAIModels,
    @Inject(LitServeService) private readonly service: LitServeService,
  ) {
    this.#store = new ResponseStore(options, now);
    this.background = new BackgroundResponses(options, now, (error) => filter.log(error));
  }

  /** Of what this request makes, when guards have let it in. */
  ownerFor(context: ExecutionContext): string | null {
    return this.options.owner?.(context) ?? null;
  }

  /** An answer is not lost because it cannot be kept: an `encode` may give what no JSON can be made of. */
  keep(stored: StoredResponse): void {
    try {
      this.#store.put(stored);
    } catch (error) {
      this.filter.log(error);
    }
  }

  forget(id: string): void {
    this.background.cancel(id);
    this.#store.delete(id);
  }

  /** The id of the response that an item is output of. */
  withItem(itemId: string): string | undefined {
    return this.#store.withItem(itemId);
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
    const found = this.background.find(id) ?? this.#store.get(id);
    if (!found) return undefined;
    const { endpoint } = this.models.find('responses', found.response.model);
    if (endpoint.name !== opened?.name) await this.service.open(endpoint, context);
    return found.owner === this.ownerFor(context) ? found : undefined;
  }
}
