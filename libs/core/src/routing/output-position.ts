import type { ApplicationConfig } from '@nestjs/core';
import { LitOutputInterceptor } from '#http';
import { INTERCEPTORS } from '../nest-metadata.js';
import type { GeneratedController } from './controller.factory.js';
import { prependToList } from './copy-metadata.js';

/**
 * Makes our output interceptor the outermost one of each route, so that what the app's interceptors return is what is
 * written. Call it when the global ones are known.
 *
 * @returns for each controller, whether any interceptor of the app will see its answers (else ready bytes may travel)
 */
export function placeOutput(
  generated: readonly GeneratedController[],
  config: ApplicationConfig,
): Map<GeneratedController, boolean> {
  const output = new LitOutputInterceptor();
  const globals = config.getGlobalInterceptors();
  const anyGlobal = globals.length + config.getGlobalRequestInterceptors().length > 0;
  if (anyGlobal) globals.unshift(output);
  return new Map(
    generated.map((one) => {
      const own = [one.cls, one.handler].some(
        (target) => ((Reflect.getMetadata(INTERCEPTORS, target) as unknown[] | undefined) ?? []).length > 0,
      );
      if (!anyGlobal) prependToList(INTERCEPTORS, one.cls, output);
      return [one, anyGlobal || own];
    }),
  );
}
