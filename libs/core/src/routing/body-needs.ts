import { ValidationPipe } from '@nestjs/common';
import type { ApplicationConfig } from '@nestjs/core';
import { isScheduled, parameterTypes, type EndpointDefinition } from '#endpoint';
import { LitBody } from '#http';
import { BODY_PARAMETER, PIPES } from '../nest-metadata.js';
import { handlerArguments, type GeneratedController } from './controller.factory.js';

/** A parameter of one of these types says nothing about the body; `ValidationPipe` leaves them alone too. */
const UNTYPED: ReadonlySet<unknown> = new Set([undefined, Object, Array]);

/**
 * Lets the body pass unread when nobody on the route looks into it. Somebody does if the body parameter has a class, a
 * property, a pipe or a schema, if it is what scheduling functions are given, or if any pipe other than `ValidationPipe`
 * applies. Call it when all pipes are known.
 */
export function passBodyUnread(
  endpoint: EndpointDefinition,
  generated: GeneratedController,
  config: ApplicationConfig,
): void {
  const args = handlerArguments.read(generated.cls);
  const bodies = Object.entries(args).filter(([key]) => key.split(':')[0] === BODY_PARAMETER);
  const types = parameterTypes(endpoint.cls);
  const looked = bodies.some(
    ([, { index, data, pipes, ...rest }]) =>
      !UNTYPED.has(types[index]) ||
      (index === 0 && isScheduled(endpoint.options)) ||
      data !== undefined ||
      (pipes?.length ?? 0) > 0 ||
      Object.keys(rest).some((key) => rest[key as never] !== undefined),
  );
  generated.route.needsBody = looked || otherPipes(generated, config);
  if (generated.route.needsBody) return;
  handlerArguments.write(
    generated.cls,
    Object.fromEntries(Object.entries(args).filter((entry) => !bodies.some(([key]) => key === entry[0]))),
  );
  for (const [, { index }] of bodies) handlerArguments.apply(generated.cls, LitBody(), index);
}

function otherPipes({ cls, handler }: GeneratedController, config: ApplicationConfig): boolean {
  const declared = [cls, handler].flatMap(
    (target) => (Reflect.getMetadata(PIPES, target) as unknown[] | undefined) ?? [],
  );
  return (
    config.getGlobalRequestPipes().length > 0 || [...declared, ...config.getGlobalPipes()].some(looksAtBodies)
  );
}

/** `ValidationPipe` leaves an untyped body alone; of any other pipe nobody knows. */
const looksAtBodies = (pipe: unknown): boolean =>
  typeof pipe === 'function' ? pipe !== ValidationPipe : (pipe as object).constructor !== ValidationPipe;
