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
import { LitRoute, type OpenEndpoint } from '#core';
import { lastValueFrom } from 'rxjs';
import { Generation } from '../answer/generation.js';
import { newHead } from '../answer/new-head.js';
import { OpenAIErrorFilter } from '../errors/openai-error.filter.js';
import { OpenAIModels } from '../models/openai-models.js';
import type { OpenAIResponsesOptions } from '../openai-spec.js';
import { RouteContext } from '../request/route-context.decorator.js';
import { joinConversation } from './conversation.js';
import { inputText, lastUserItemText } from './item-text.js';
import { KeptResponses } from './kept-responses.js';
import type { Emit } from './response-event.js';
import { ResponseEvents } from './response-events.js';
import { responseFrame, type ResponseObject } from './response-object.js';
import { ResponseRun } from './response-run.js';
import { readResponsesRequest, type ResponsesRequest } from './responses-request.js';

/** `POST /v1/responses`. */
@Controller({ path: 'responses', version: VERSION_NEUTRAL })
@UseFilters(OpenAIErrorFilter)
export class OpenAIResponsesController {
  constructor(
    @Inject(OpenAIModels) private readonly models: OpenAIModels,
    @Inject(KeptResponses) private readonly kept: KeptResponses,
    @Inject(OpenAIErrorFilter) private readonly filter: OpenAIErrorFilter,
  ) {}

  @Post()
  @LitRoute()
  @HttpCode(200)
  async create(@Body() body: unknown, @RouteContext() context: ExecutionContext): Promise<object> {
    const given = readResponsesRequest(body);
    const { endpoint, options, open } = await this.models.open('responses', given.model, context);
    const input = await joinConversation(given, {
      find: (id) => this.kept.find(id, context, endpoint),
      ownerOf: (id) => this.kept.withItem(id),
    });
    const request = { ...given, input };
    const about = { input, owner: this.kept.ownerFor(context) };
    const keep = (made: ResponseObject): void => this.kept.keep({ ...about, response: made });
    const start = (emit?: Emit): ResponseRun =>
      startRun(open, options, request, request.store === false ? undefined : keep, emit);
    if (request.stream) {
      const events = new ResponseEvents(start);
      return open.answerEvents(events.follow(), (error) => {
        this.filter.log(error);
        return events.fail(error);
      });
    }
    const run = start();
    if (request.background) this.kept.background.start(run, about);
    else await lastValueFrom(run.follow());
    return run.response;
  }
}

/** @param keep given the response when it has ended */
function startRun(
  open: OpenEndpoint,
  options: OpenAIResponsesOptions,
  request: ResponsesRequest,
  keep: ((response: ResponseObject) => void) | undefined,
  emit: Emit | undefined,
): ResponseRun {
  const input = options.decode ? options.decode(request) : lastUserItemText(request);
  const generation = new Generation(open, {}, [{ input }], options, request.max_output_tokens);
  const { steps, reasonOf } = generation;
  const usage = () => generation.usage(() => inputText(request));
  const frame = responseFrame(newHead('resp_', request.model), request);
  return new ResponseRun(frame, { steps, reasonOf, usage }, keep, emit);
}
