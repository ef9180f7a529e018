import {
  Controller,
  HttpCode,
  Post,
  UseGuards,
  VERSION_NEUTRAL,
  type CanActivate,
  type Type,
} from '@nestjs/common';

/** `POST` drains the app and answers when it is done, for whoever passes the guard. Outside API versions. */
export function createDrainController(
  path: string,
  guard: CanActivate,
  drain: () => Promise<void>,
): Type<object> {
  class LitServeDrainController {
    async drain(): Promise<{ status: 'drained' }> {
      await drain();
      return { status: 'drained' };
    }
  }
  const { prototype } = LitServeDrainController;
  const descriptor = Object.getOwnPropertyDescriptor(prototype, 'drain') as PropertyDescriptor;
  Controller({ version: VERSION_NEUTRAL })(LitServeDrainController);
  UseGuards(guard)(LitServeDrainController);
  Post(path)(prototype, 'drain', descriptor);
  HttpCode(200)(prototype, 'drain', descriptor);
  Reflect.defineMetadata('design:paramtypes', [], prototype, 'drain');
  return LitServeDrainController;
}
