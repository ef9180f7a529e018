import {
  Body,
  Controller,
  HttpCode,
  Inject,
  Param,
  Post,
  UseFilters,
  VERSION_NEUTRAL,
  type ExecutionContext,
  type StreamableFile,
} from '@nestjs/common';
import { LitRoute, type OpenEndpoint } from '#core';
import { InferenceErrorFilter } from '../errors/inference-error.filter.js';
import { infer, inferenceItems } from '../infer/inference.js';
import { InferenceStreams } from '../infer/inference-streams.js';
import type { InferenceModel } from '../models/inference-model.js';
import { InferenceModels } from '../models/inference-models.js';
import type { InferRequest } from '../request/infer-request.js';
import { RouteContext, type ModelParams } from '../request/route-context.decorator.js';
import { generatedText } from './generated-text.js';
import { readGenerateRequest } from './read-generate-request.js';

/** `POST /v2/models/{model}/generate`: a text for a text, whole or in events. */
@Controller({ path: 'models', version: VERSION_NEUTRAL })
@UseFilters(InferenceErrorFilter)
export class GenerateController {
  constructor(
    @Inject(InferenceModels) private readonly models: InferenceModels,
    @Inject(InferenceStreams) private readonly streams: InferenceStreams,
  ) {}

  @Post([':model/generate', ':model/versions/:version/generate'])
  @HttpCode(200)
  @LitRoute({ body: 'bytes' })
  async generate(
    @Param() params: ModelParams,
    @Body() body: Buffer,
    @RouteContext() context: ExecutionContext,
  ): Promise<object> {
    const { model, request, open } = await this.#read(params, body, context);
    return generatedText(model, request, await infer(model, inferenceItems(model, request), open));
  }

  @Post([':model/generate_stream', ':model/versions/:version/generate_stream'])
  @HttpCode(200)
  @LitRoute({ body: 'bytes' })
  async stream(
    @Param() params: ModelParams,
    @Body() body: Buffer,
    @RouteContext() context: ExecutionContext,
  ): Promise<StreamableFile> {
    const { model, request, open } = await this.#read(params, body, context);
    return this.streams.open(model, request, open, (tensors) =>
      JSON.stringify(generatedText(model, request, tensors)),
    );
  }

  /** Guards speak before the body is complained about. */
  async #read(
    params: ModelParams,
    body: Buffer,
    context: ExecutionContext,
  ): Promise<{ model: InferenceModel; request: InferRequest; open: OpenEndpoint }> {
    const { model, open } = await this.models.open(params, context);
    return { model, request: readGenerateRequest(body, model.signature), open };
  }
}
