import { describe, expect, it } from '@jest/globals';
import { UseInterceptors, type CallHandler, type NestInterceptor, type Type } from '@nestjs/common';
import { ApplicationConfig } from '@nestjs/core';
import { resolveEndpoint } from '#endpoint';
import { Outlets } from '#http';
import { EMPTY, type Observable } from 'rxjs';
import { INTERCEPTORS } from '../nest-metadata.js';
import { createController, type GeneratedController } from './controller.factory.js';
import { placeOutput } from './output-position.js';

class Log implements NestInterceptor {
  intercept(_context: unknown, next: CallHandler): Observable<unknown> {
    return next.handle();
  }
}

class Plain {
  predict(): void {}
}
@UseInterceptors(Log)
class OnClass extends Plain {}
class OnHook {
  @UseInterceptors(Log)
  predict(): void {}
}

const generate = (cls: Type<object>): GeneratedController =>
  createController(resolveEndpoint(cls, 'M', 0, {}), () => EMPTY, {
    refusal: () => undefined,
    refused: () => undefined,
  });

/** The names of a route's interceptors, from the outermost on. */
function chain({ cls, handler }: GeneratedController, config: ApplicationConfig): string[] {
  const lists = [cls, handler].map(
    (target) => (Reflect.getMetadata(INTERCEPTORS, target) as unknown[]) ?? [],
  );
  return [...config.getGlobalInterceptors(), ...lists.flat()].map((one) =>
    typeof one === 'function' ? one.name : (one as object).constructor.name,
  );
}

describe('placeOutput', () => {
  it('writes outside of the app’s interceptors, and reads uploads inside of them', () => {
    const config = new ApplicationConfig();
    const [plain, onClass, onHook] = [Plain, OnClass, OnHook].map(generate) as [
      GeneratedController,
      GeneratedController,
      GeneratedController,
    ];
    const seen = placeOutput([plain, onClass, onHook], config, new Outlets());
    expect([...seen.values()]).toEqual([false, true, true]);
    expect(chain(plain, config)).toEqual([]);
    for (const one of [onClass, onHook]) {
      expect(chain(one, config)).toEqual(['LitOutputInterceptor', 'Log', 'UploadReadyInterceptor']);
    }
    expect([plain, onClass, onHook].map(({ route }) => route.intercepted)).toEqual([false, true, true]);
  });

  it('is written once, before the global interceptors, where there are any', () => {
    const config = new ApplicationConfig();
    config.useGlobalInterceptors(new Log());
    const generated = [Plain, OnClass].map(generate);
    expect([...placeOutput(generated, config, new Outlets()).values()]).toEqual([true, true]);
    expect(generated.map((one) => chain(one, config))).toEqual([
      ['LitOutputInterceptor', 'Log', 'UploadReadyInterceptor'],
      ['LitOutputInterceptor', 'Log', 'Log', 'UploadReadyInterceptor'],
    ]);
  });
});
