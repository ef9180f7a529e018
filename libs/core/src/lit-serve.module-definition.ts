import { ConfigurableModuleBuilder } from '@nestjs/common';
import type { LitServeOptions } from './lit-serve.options.js';

export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN, OPTIONS_TYPE, ASYNC_OPTIONS_TYPE } =
  new ConfigurableModuleBuilder<LitServeOptions>({ moduleName: 'LitServe' })
    .setClassMethodName('forRoot')
    .setFactoryMethodName('createLitServeOptions')
    .setExtras({ isGlobal: true }, (definition, extras) => ({ ...definition, global: extras.isGlobal }))
    .build();
