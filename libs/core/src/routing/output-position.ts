import type { ApplicationConfig } from '@nestjs/core';
import { LitOutputInterceptor, UploadReadyInterceptor, type Outlets } from '#http';
import { INTERCEPTORS } from '../nest-metadata.js';
import type { GeneratedController } from './controller.factory.js';
import { appendToList, prependToList } from './copy-metadata.js';

/**
 * Where the app has interceptors, makes our output the outermost one, so that what they return is what is written, and
 * puts one behind them, for uploads that none of them has read. Other routes have none at all and write by themselves.
 * Call it when the global ones are known.
 *
 * @returns for each controller, whether any interceptor of the app will see its answers (else ready bytes may travel)
 */
export function placeOutput(
  generated: readonly GeneratedController[],
  config: ApplicationConfig,
  outlets: Outlets,
): Map<GeneratedController, boolean> {
  const output = new LitOutputInterceptor(outlets);
  const upload = new UploadReadyInterceptor();
  const globals = config.getGlobalInterceptors();
  const anyGlobal = globals.length + config.getGlobalRequestInterceptors().length > 0;
  if (anyGlobal) globals.unshift(output);
  return new Map(
    generated.map((one) => {
      const own = [one.cls, one.handler].some(
        (target) => ((Reflect.getMetadata(INTERCEPTORS, target) as unknown[] | undefined) ?? []).length > 0,
      );
      if (own && !anyGlobal) prependToList(INTERCEPTORS, one.cls, output);
      one.route.intercepted = anyGlobal || own;
      if (one.route.intercepted) appendToList(INTERCEPTORS, one.handler, upload);
      return [one, one.route.intercepted];
    }),
  );
}
