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
import { LitRoute } from '#core';
import { AnswerStreams, type AnswerForm } from '../answer/answer-streams.js';
import { Generation, type ChoiceInput } from '../answer/generation.js';
import { newHead } from '../answer/new-head.js';
import { OpenAIErrorFilter } from '../errors/openai-error.filter.js';
import { OpenAIModels } from '../models/openai-models.js';
import type { OpenAICompletionsOptions } from '../openai-spec.js';
import { RouteContext } from '../request/route-context.decorator.js';
import { TEXT_COMPLETION, textAnswer, textChunks } from './completion-answer.js';
import { promptsOf, readCompletionRequest, type CompletionRequest } from './completion-request.js';

/** `POST /v1/completions`: prompts in, texts out. */
@Controller({ path: 'completions', version: VERSION_NEUTRAL })
@UseFilters(OpenAIErrorFilter)
export class OpenAICompletionsController {
  constructor(
    @Inject(OpenAIModels) private readonly models: OpenAIModels,
    @Inject(AnswerStreams) private readonly streams: AnswerStreams,
  ) {}

  @Post()
  @LitRoute()
  @HttpCode(200)
  async create(@Body() body: unknown, @RouteContext() context: ExecutionContext): Promise<object> {
    const request = readCompletionRequest(body);
    const { options, open } = await this.models.open('completions', request.model, context);
    const inputs = inputsOf(request, options);
    const generation = new Generation(open, request, inputs, options, request.max_tokens);
    const head = newHead('cmpl-', request.model);
    const form: AnswerForm = {
      head,
      chunkObject: TEXT_COMPLETION,
      prompt: () => promptText(request),
      whole: (usage) => textAnswer(head, generation, inputs, usage),
      chunks: (frame) => textChunks(frame, generation, inputs),
    };
    return this.streams.answer(request, generation, form, open);
  }
}

function inputsOf(request: CompletionRequest, options: OpenAICompletionsOptions): ChoiceInput[] {
  return promptsOf(request).flatMap((prompt) => {
    const input = options.decode ? options.decode(prompt, request) : prompt;
    const one = request.echo && typeof prompt === 'string' ? { input, echo: prompt } : { input };
    return Array.from({ length: request.n ?? 1 }, () => one);
  });
}

const promptText = (request: CompletionRequest): string =>
  promptsOf(request)
    .map((prompt) => (typeof prompt === 'string' ? prompt : prompt.join(' ')))
    .join('\n');
