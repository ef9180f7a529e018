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

export interface OpenAIModuleOptions {
  /** Where the routes begin, below the global prefix of the app. @default 'v1' */
  readonly prefix?: string;
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
    OpenAICompletionsController,
    OpenAIEmbeddingsController,
    OpenAIModelsController,
  ],
  providers: [OpenAIModels, OpenAIErrorFilter, AnswerStreams],
})
export class OpenAIModule {
  static forRoot({ prefix = 'v1' }: OpenAIModuleOptions = {}): DynamicModule {
    return {
      module: OpenAIModule,
      imports: [RouterModule.register([{ path: prefix, module: OpenAIModule }])],
    };
  }
}
