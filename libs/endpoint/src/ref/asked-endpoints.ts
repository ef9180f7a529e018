import type { Type } from '@nestjs/common';

/** On a class, what its `@InjectEndpoint`s ask for. */
const ASKED = 'litserve:asked-endpoints';

/** One `@InjectEndpoint` of a class. */
export interface AskedEndpoint {
  /** `undefined` when a circular import had not defined the class. */
  readonly target: () => Type | undefined;
  readonly name: string | undefined;
}

export function appendAsked(consumer: Function, asked: AskedEndpoint): void {
  Reflect.defineMetadata(ASKED, [...ownAsked(consumer), asked], consumer);
}

/** What a class asks for, with what the classes above it do. */
export function askedEndpointsOf(consumer: Function): readonly AskedEndpoint[] {
  const above: unknown = Object.getPrototypeOf(consumer);
  return typeof above === 'function'
    ? [...askedEndpointsOf(above), ...ownAsked(consumer)]
    : ownAsked(consumer);
}

function ownAsked(consumer: Function): readonly AskedEndpoint[] {
  return (Reflect.getOwnMetadata(ASKED, consumer) as readonly AskedEndpoint[] | undefined) ?? [];
}
