import {
  BadRequestException,
  Body,
  Controller,
  Headers,
  HttpCode,
  Inject,
  Param,
  Post,
  UseFilters,
  VERSION_NEUTRAL,
  type ExecutionContext,
  type StreamableFile,
} from '@nestjs/common';
import { LitRoute } from '#core';
import { writeAnswer } from '../answer/write-answer.js';
import { HEADER_LENGTH } from '../codec/split-body.js';
import { InferenceErrorFilter } from '../errors/inference-error.filter.js';
import { InferenceModels } from '../models/inference-models.js';
import { readInferRequest } from '../request/read-infer-request.js';
import { RouteContext, type ModelParams } from '../request/route-context.decorator.js';
import { InferenceStreams } from './inference-streams.js';

/** `POST /v2/models/{model}/infer_stream`: an inference answer for each chunk. */
@Controller({ path: 'models', version: VERSION_NEUTRAL })
@UseFilters(InferenceErrorFilter)
export class InferStreamController {
  constructor(
    @Inject(InferenceModels) private readonly models: InferenceModels,
    @Inject(InferenceStreams) private readonly streams: InferenceStreams,
  ) {}

  @Post([':model/infer_stream', ':model/versions/:version/infer_stream'])
  @HttpCode(200)
  @LitRoute({ body: 'bytes' })
  async stream(
    @Param() params: ModelParams,
    @Headers(HEADER_LENGTH) headerLength: string | undefined,
    @Body() body: Buffer,
    @RouteContext() context: ExecutionContext,
  ): Promise<StreamableFile> {
    const { model, open } = await this.models.open(params, context);
    const request = readInferRequest(body, headerLength, model.signature);
    if (request.binaryOutput || request.outputs?.some(({ binary }) => binary)) {
      throw new BadRequestException('A stream has no binary data');
    }
    return this.streams.open(model, request, open, (tensors) => writeAnswer(model, request, tensors).json);
  }
}
