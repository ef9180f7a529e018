import type { Type } from '@nestjs/common';

/** Where Nest keeps guards, interceptors, pipes and filters of a class or a method; `test/contract` pins the keys. */
const ENHANCERS = ['__guards__', '__interceptors__', '__pipes__', '__exceptionFilters__'] as const;

/**
 * Makes a class of this worker process one without guards, interceptors, pipes and filters. They belong to its route in
 * the HTTP process; here they would be instantiated in vain, and a request-scoped one would leave the class, for Nest,
 * without an instance.
 */
export function removeEnhancers(cls: Type<object>): void {
  const methods = Object.values(Object.getOwnPropertyDescriptors(cls.prototype)).flatMap(
    ({ value }: PropertyDescriptor) => (typeof value === 'function' ? [value as object] : []),
  );
  // An own empty list hides what a class inherits, too.
  for (const target of [cls, ...methods]) {
    for (const key of ENHANCERS)
      if (Reflect.hasMetadata(key, target)) Reflect.defineMetadata(key, [], target);
  }
}
