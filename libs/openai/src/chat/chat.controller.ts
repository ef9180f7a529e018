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
import { newHead } from '../answer/new-head.js';
import { Generation } from '../answer/generation.js';
import { OpenAIErrorFilter } from '../errors/openai-error.filter.js';
import { OpenAIModels } from '../models/openai-models.js';
import { RouteContext } from '../request/route-context.decorator.js';
import { chatAnswer, chatChunks } from './chat-answer.js';
import { readChatRequest } from './chat-request.js';
import { lastUserText, textOf } from './message-text.js';

/** `POST /v1/chat/completions`. */
@Controller({ path: 'chat/completions', version: VERSION_NEUTRAL })
@UseFilters(OpenAIErrorFilter)
export class OpenAIChatController {
  constructor(
    @Inject(OpenAIModels) private readonly models: OpenAIModels,
    @Inject(AnswerStreams) private readonly streams: AnswerStreams,
  ) {}

  @Post()
  @LitRoute()
  @HttpCode(200)
  async create(@Body() body: unknown, @RouteContext() context: ExecutionContext): Promise<object> {
    const request = readChatRequest(body);
    const { options, open } = await this.models.open('chat', request.model, context);
    const input = options.decode ? options.decode(request) : lastUserText(request);
    const inputs = Array.from({ length: request.n ?? 1 }, () => ({ input }));
    const maxTokens = request.max_completion_tokens ?? request.max_tokens;
    const generation = new Generation(open, request, inputs, options, maxTokens);
    const head = newHead('chatcmpl-', request.model);
    const { choices, reasonOf } = generation;
    const form: AnswerForm = {
      head,
      chunkObject: 'chat.completion.chunk',
      prompt: () => request.messages.map(textOf).join('\n'),
      whole: (usage) => chatAnswer(head, choices, reasonOf, usage),
      chunks: (frame) => chatChunks(frame, reasonOf),
    };
    return this.streams.answer(request, generation, form, open);
  }
}
