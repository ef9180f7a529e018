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
import { LitRoute, LitServeService } from '#core';
import { AnswerStreams } from '../answer/answer-streams.js';
import { ChunkFrame } from '../answer/chunk-frame.js';
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
    @Inject(LitServeService) private readonly service: LitServeService,
    @Inject(AnswerStreams) private readonly streams: AnswerStreams,
  ) {}

  @Post()
  @LitRoute()
  @HttpCode(200)
  async create(@Body() body: unknown, @RouteContext() context: ExecutionContext): Promise<object> {
    const request = readCompletionRequest(body);
    const { endpoint, options } = this.models.find('completions', request.model);
    const open = await this.service.open(endpoint, context);
    const inputs = inputsOf(request, options);
    const generation = new Generation(open, request, inputs, options, request.max_tokens);
    const head = newHead('cmpl-', request.model);
    const usage = () => generation.usage(() => promptText(request));
    if (!request.stream) {
      await generation.finish();
      return textAnswer(head, generation, inputs, usage());
    }
    const asked = request.stream_options?.include_usage ? usage : undefined;
    const frame = new ChunkFrame(head, TEXT_COMPLETION, asked);
    return this.streams.open(frame.events(generation.steps(), textChunks(frame, generation, inputs)), open);
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
