import {
  Body,
  Controller,
  HttpCode,
  Inject,
  Post,
  UseFilters,
  VERSION_NEUTRAL,
  type ExecutionContext,
} from '@nestjs/common';
import { LitRoute, type LitServeEndpoint } from '#core';
import type { CountTokens } from '../answer/count-usage.js';
import { OpenAIErrorFilter } from '../errors/openai-error.filter.js';
import { OpenAIModels } from '../models/openai-models.js';
import { RouteContext } from '../request/route-context.decorator.js';
import { inputsOf, readEmbeddingRequest, type EmbeddingInput } from './embedding-request.js';
import { encodeVector, shorten, toVector } from './embedding-vector.js';
import { predictAll } from './predict-all.js';

/** `POST /v1/embeddings`: every input is an item, and joins the batches of the endpoint. */
@Controller({ path: 'embeddings', version: VERSION_NEUTRAL })
@UseFilters(OpenAIErrorFilter)
export class OpenAIEmbeddingsController {
  constructor(@Inject(OpenAIModels) private readonly models: OpenAIModels) {}

  @Post()
  @LitRoute()
  @HttpCode(200)
  async create(@Body() body: unknown, @RouteContext() context: ExecutionContext): Promise<object> {
    const request = readEmbeddingRequest(body);
    const { endpoint, options, open } = await this.models.open('embeddings', request.model, context);
    const inputs = inputsOf(request);
    const given = await predictAll(
      open,
      inputs.map((input) => (options.decode ? options.decode(input, request) : input)),
      atOnce(endpoint),
    );
    const data = given.map((one, index) => {
      const vector = shorten(toVector(options.encode ? options.encode(one) : one), request.dimensions);
      return {
        object: 'embedding',
        index,
        embedding: encodeVector(vector, request.encoding_format ?? 'float'),
      };
    });
    const used = countInputs(inputs, options.countTokens);
    const usage = { prompt_tokens: used, total_tokens: used };
    return { object: 'list', data, model: request.model, usage };
  }
}

/** Enough for full batches, and never so many that one request fills the queue by itself. */
function atOnce({ options: { maxBatchSize, maxQueueSize } }: LitServeEndpoint): number {
  return Math.max(1, Math.min(Math.max(16, maxBatchSize * 2), Math.floor(maxQueueSize / 2)));
}

/** Tokens are counted as they are; texts by the counter, and as 0 without one: clients expect a number. */
function countInputs(inputs: readonly EmbeddingInput[], count: CountTokens | undefined): number {
  return inputs.reduce(
    (total, input) => total + (typeof input === 'string' ? (count?.(input) ?? 0) : input.length),
    0,
  );
}
