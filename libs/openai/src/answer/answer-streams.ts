import { Inject, Injectable, type StreamableFile } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Observable } from 'rxjs';
import type { OpenEndpoint } from '#core';
import { OpenAIErrorFilter } from '../errors/openai-error.filter.js';
import { EVENT_STREAM_HEADERS, eventStream } from './event-stream.js';

/** Answers with events, on either adapter. */
@Injectable()
export class AnswerStreams {
  constructor(
    @Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost,
    @Inject(OpenAIErrorFilter) private readonly filter: OpenAIErrorFilter,
  ) {}

  /** @throws the error of the events, when there was none before it */
  async open(events: Observable<object>, endpoint: OpenEndpoint, response: object): Promise<StreamableFile> {
    const stream = await eventStream(events, endpoint, (error) => this.filter.log(error));
    const { httpAdapter } = this.adapterHost;
    for (const [name, value] of Object.entries(EVENT_STREAM_HEADERS)) {
      httpAdapter.setHeader(response, name, value);
    }
    return stream;
  }
}
