import { BadRequestException, Inject, Injectable, type StreamableFile } from '@nestjs/common';
import { map } from 'rxjs';
import { serverSentEvent, type OpenEndpoint } from '#core';
import type { InferenceTensor } from '../codec/inference-tensor.js';
import { describeError } from '../errors/describe-error.js';
import { InferenceErrorFilter } from '../errors/inference-error.filter.js';
import type { InferenceModel } from '../models/inference-model.js';
import type { InferRequest } from '../request/infer-request.js';
import { inferenceItems, outputsOf } from './inference.js';

/** Answers with an event for each chunk of an endpoint, or for its one answer. */
@Injectable()
export class InferenceStreams {
  constructor(@Inject(InferenceErrorFilter) private readonly filter: InferenceErrorFilter) {}

  /**
   * @param write what an event says of the outputs in a chunk, as JSON
   * @throws what goes wrong before the first event
   */
  open(
    model: InferenceModel,
    request: InferRequest,
    endpoint: OpenEndpoint,
    write: (tensors: ReadonlyMap<string, InferenceTensor>) => string,
  ): Promise<StreamableFile> {
    const { inputs, options } = inferenceItems(model, request);
    if (inputs.length > 1) throw new BadRequestException('A stream is of one item');
    const events = endpoint
      .stream(inputs[0], options)
      .pipe(map((chunk) => serverSentEvent(write(outputsOf(model, [chunk])))));
    return endpoint.answerEvents(events, (error) => {
      this.filter.log(error);
      return serverSentEvent(JSON.stringify({ error: describeError(error).error }));
    });
  }
}
