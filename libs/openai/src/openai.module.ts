import { Module, type DynamicModule } from '@nestjs/common';
import { RouterModule } from '@nestjs/core';
import { ServesSpecs } from '#core';
import { AnswerStreams } from './answer/answer-streams.js';
import { OpenAIChatController } from './chat/chat.controller.js';
import { OpenAICompletionsController } from './completions/completions.controller.js';
import { OpenAIEmbeddingsController } from './embeddings/embeddings.controller.js';
import { OpenAIErrorFilter } from './errors/openai-error.filter.js';
import { OpenAIModelsController } from './models/models.controller.js';
import { OpenAIModels } from './models/openai-models.js';
import { openAISpec } from './openai-spec.js';
import { KeptResponsesController } from './responses/kept-responses.controller.js';
import { KeptResponses, RESPONSES_OPTIONS } from './responses/kept-responses.js';
import { OpenAIResponsesController } from './responses/responses.controller.js';
import { readResponsesOptions, type OpenAIResponsesModuleOptions } from './responses/responses.options.js';

export interface OpenAIModuleOptions {
  /** Where the routes begin, below the global prefix of the app. @default 'v1' */
  readonly prefix?: string;
  /** What is kept of responses, so that they can be retrieved and continued. */
  readonly responses?: OpenAIResponsesModuleOptions;
}

/**
 * OpenAI's API on top of the endpoints that declare it.
 *
 * @example
 * \@Module({ imports: [LitServeModule.forRoot(), OpenAIModule.forRoot()], providers: [TinyChat] })
 */
@ServesSpecs(openAISpec)
@Module({
  controllers: [
    OpenAIChatController,
    OpenAIResponsesController,
    KeptResponsesController,
    OpenAICompletionsController,
    OpenAIEmbeddingsController,
    OpenAIModelsController,
  ],
  providers: [OpenAIModels, OpenAIErrorFilter, AnswerStreams, KeptResponses],
})
export class OpenAIModule {
  static forRoot({ prefix = 'v1', responses }: OpenAIModuleOptions = {}): DynamicModule {
    return {
      module: OpenAIModule,
      providers: [{ provide: RESPONSES_OPTIONS, useValue: readResponsesOptions(responses) }],
      imports: [RouterModule.register([{ path: prefix, module: OpenAIModule }])],
    };
  }
}
