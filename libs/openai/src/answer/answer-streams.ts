import { Inject, Injectable, type StreamableFile } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { serverSentEvent, type OpenEndpoint } from '#core';
import { describeError } from '../errors/describe-error.js';
import { OpenAIErrorFilter } from '../errors/openai-error.filter.js';
import type { SamplingRequest } from '../request/sampling-fields.js';
import { ChunkFrame } from './chunk-frame.js';
import type { Usage } from './delta.js';
import type { ChoiceStep } from './follow-choice.js';
import type { Generation } from './generation.js';
import type { AnswerHead } from './new-head.js';

/** What is an answer's own, whole or in chunks. */
export interface AnswerForm {
  readonly head: AnswerHead;
  /** What chunks are called. */
  readonly chunkObject: string;
  /** The prompt as a text, read only to be counted. */
  prompt(): string;
  whole(usage: Usage | null): object;
  chunks(frame: ChunkFrame): (step: ChoiceStep) => string;
}

/** Answers whole or with events; an error after the first one is data, as clients of OpenAI's API expect it. */
@Injectable()
export class AnswerStreams {
  constructor(@Inject(OpenAIErrorFilter) private readonly filter: OpenAIErrorFilter) {}

  /** @throws the error of the model, unless it comes after the first event */
  async answer(
    { stream, stream_options: asked }: Pick<SamplingRequest, 'stream' | 'stream_options'>,
    generation: Generation,
    form: AnswerForm,
    endpoint: OpenEndpoint,
  ): Promise<object> {
    const usage = (): Usage | null => generation.usage(() => form.prompt());
    if (!stream) {
      await generation.finish();
      return form.whole(usage());
    }
    const frame = new ChunkFrame(form.head, form.chunkObject, asked?.include_usage ? usage : undefined);
    return this.open(frame.events(generation.steps(), form.chunks(frame)), endpoint);
  }

  /** @throws the error of the events, when there was none before it */
  open(events: Observable<string>, endpoint: OpenEndpoint): Promise<StreamableFile> {
    return endpoint.answerEvents(events, (error) => {
      this.filter.log(error);
      return serverSentEvent(JSON.stringify({ error: describeError(error).error }));
    });
  }
}
