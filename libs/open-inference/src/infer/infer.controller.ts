import {
  Body,
  Controller,
  Headers,
  HttpCode,
  Inject,
  Param,
  Post,
  Res,
  StreamableFile,
  UseFilters,
  VERSION_NEUTRAL,
  type ExecutionContext,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { LitRoute } from '#core';
import { writeAnswer, type WrittenAnswer } from '../answer/write-answer.js';
import { HEADER_LENGTH } from '../codec/split-body.js';
import { InferenceErrorFilter } from '../errors/inference-error.filter.js';
import { InferenceModels } from '../models/inference-models.js';
import { readInferRequest } from '../request/read-infer-request.js';
import { RouteContext, type ModelParams } from '../request/route-context.decorator.js';
import { infer, inferenceItems } from './inference.js';

/** `POST /v2/models/{model}/infer`: tensors in, tensors out. */
@Controller({ path: 'models', version: VERSION_NEUTRAL })
@UseFilters(InferenceErrorFilter)
export class InferController {
  constructor(
    @Inject(InferenceModels) private readonly models: InferenceModels,
    @Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost,
  ) {}

  @Post([':model/infer', ':model/versions/:version/infer'])
  @HttpCode(200)
  @LitRoute({ body: 'bytes' })
  async infer(
    @Param() params: ModelParams,
    @Headers(HEADER_LENGTH) headerLength: string | undefined,
    @Body() body: Buffer,
    @RouteContext() context: ExecutionContext,
    @Res({ passthrough: true }) response: object,
  ): Promise<string | StreamableFile> {
    const { model, open } = await this.models.open(params, context);
    const request = readInferRequest(body, headerLength, model.signature);
    const tensors = await infer(model, inferenceItems(model, request), open);
    return this.#send(writeAnswer(model, request, tensors), response);
  }

  #send({ json, binary, isBinary }: WrittenAnswer, response: object): string | StreamableFile {
    const { httpAdapter } = this.adapterHost;
    if (!isBinary) {
      httpAdapter.setHeader(response, 'content-type', 'application/json; charset=utf-8');
      return json;
    }
    const head = Buffer.from(json);
    const whole = Buffer.concat([head, ...binary]);
    httpAdapter.setHeader(response, HEADER_LENGTH, String(head.length));
    return new StreamableFile(whole, { type: 'application/octet-stream', length: whole.length });
  }
}
