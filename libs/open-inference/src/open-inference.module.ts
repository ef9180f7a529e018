import { Module, type DynamicModule } from '@nestjs/common';
import { RouterModule } from '@nestjs/core';
import { ServesSpecs } from '#core';
import { InferenceErrorFilter } from './errors/inference-error.filter.js';
import { InferController } from './infer/infer.controller.js';
import { InferenceModels } from './models/inference-models.js';
import { InferenceModelsController } from './models/models.controller.js';
import { MODULE_OPTIONS, type OpenInferenceModuleOptions } from './open-inference.options.js';
import { openInferenceSpec } from './open-inference-spec.js';
import { InferenceRepositoryController } from './repository/repository.controller.js';
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
    InferenceModelsController,
    InferController,
    InferenceRepositoryController,
  ],
  providers: [InferenceModels, InferenceErrorFilter],
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
