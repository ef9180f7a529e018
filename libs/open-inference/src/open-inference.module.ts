import { Module, type DynamicModule } from '@nestjs/common';
import { RouterModule } from '@nestjs/core';
import { ServesSpecs } from '#core';
import { InferenceErrorFilter } from './errors/inference-error.filter.js';
import { GenerateController } from './generate/generate.controller.js';
import { InferController } from './infer/infer.controller.js';
import { InferStreamController } from './infer/infer-stream.controller.js';
import { InferenceStreams } from './infer/inference-streams.js';
import { InferenceModels } from './models/inference-models.js';
import { InferenceModelsController } from './models/models.controller.js';
import { MODULE_OPTIONS, type OpenInferenceModuleOptions } from './open-inference.options.js';
import { openInferenceSpec } from './open-inference-spec.js';
import { InferenceRepositoryController } from './repository/repository.controller.js';
import { InferenceStatistics } from './statistics/inference-statistics.js';
import { InferenceStatisticsController } from './statistics/statistics.controller.js';
import { InferenceServerController } from './server/server.controller.js';

/**
 * The Open Inference Protocol on top of the endpoints that declare it.
 *
 * @example
 * \@Module({ imports: [LitServeModule.forRoot(), OpenInferenceModule.forRoot()], providers: [Digits] })
 */
@ServesSpecs(openInferenceSpec)
@Module({
  controllers: [
    InferenceServerController,
    // Before the models: /models/stats is no model.
    InferenceStatisticsController,
    InferenceModelsController,
    InferController,
    InferStreamController,
    GenerateController,
    InferenceRepositoryController,
  ],
  providers: [InferenceModels, InferenceStatistics, InferenceStreams, InferenceErrorFilter],
})
export class OpenInferenceModule {
  static forRoot(options: OpenInferenceModuleOptions = {}): DynamicModule {
    return {
      module: OpenInferenceModule,
      imports: [RouterModule.register([{ path: options.prefix ?? 'v2', module: OpenInferenceModule }])],
      providers: [{ provide: MODULE_OPTIONS, useValue: options }],
    };
  }
}
