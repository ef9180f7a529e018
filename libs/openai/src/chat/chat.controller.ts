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
import { newHead } from '../answer/new-head.js';
import { Generation } from '../answer/generation.js';
import { OpenAIErrorFilter } from '../errors/openai-error.filter.js';
import { OpenAIModels } from '../models/openai-models.js';
import { RouteContext } from '../request/route-context.decorator.js';
import { chatAnswer, chatChunks } from './chat-answer.js';
import { readChatRequest, type ChatRequest } from './chat-request.js';
import { lastUserText, textOf } from './message-text.js';

/** `POST /v1/chat/completions`. */
@Controller({ path: 'chat/completions', version: VERSION_NEUTRAL })
@UseFilters(OpenAIErrorFilter)
export class OpenAIChatController {
  constructor(
    @Inject(OpenAIModels) private readonly models: OpenAIModels,
    @Inject(LitServeService) private readonly service: LitServeService,
    @Inject(AnswerStreams) private readonly streams: AnswerStreams,
  ) {}

  @Post()
  @LitRoute()
  @HttpCode(200)
  async create(@Body() body: unknown, @RouteContext() context: ExecutionContext): Promise<object> {
    const request = readChatRequest(body);
    const { endpoint, options } = this.models.find('chat', request.model);
    const open = await this.service.open(endpoint, context);
    const input = options.decode ? options.decode(request) : lastUserText(request);
    const inputs = Array.from({ length: request.n ?? 1 }, () => ({ input }));
    const maxTokens = request.max_completion_tokens ?? request.max_tokens;
    const generation = new Generation(open, request, inputs, options, maxTokens);
    const head = newHead('chatcmpl-', request.model);
    if (request.stream) {
      const usage = request.stream_options?.include_usage
        ? () => generation.usage(() => promptText(request))
        : undefined;
      const frame = new ChunkFrame(head, 'chat.completion.chunk', usage);
      const write = chatChunks(frame, generation.reasonOf);
      return this.streams.open(frame.events(generation.steps(), write), open);
    }
    await generation.finish();
    const usage = generation.usage(() => promptText(request));
    return chatAnswer(head, generation.choices, generation.reasonOf, usage);
  }
}

const promptText = ({ messages }: ChatRequest): string => messages.map(textOf).join('\n');
