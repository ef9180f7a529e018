import { Inject, Injectable, type StreamableFile } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { serverSentEvent, type OpenEndpoint } from '#core';
import { describeError } from '../errors/describe-error.js';
import { OpenAIErrorFilter } from '../errors/openai-error.filter.js';

/** Answers with events; an error after the first one is data, as clients of OpenAI's API expect it. */
@Injectable()
export class AnswerStreams {
  constructor(@Inject(OpenAIErrorFilter) private readonly filter: OpenAIErrorFilter) {}

  /** @throws the error of the events, when there was none before it */
  open(events: Observable<string>, endpoint: OpenEndpoint): Promise<StreamableFile> {
    return endpoint.answerEvents(events, (error) => {
      this.filter.log(error);
      return serverSentEvent(JSON.stringify({ error: describeError(error).error }));
    });
  }
}
