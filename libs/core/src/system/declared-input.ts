import type { Type } from '@nestjs/common';
import { parameterTypes, routeArgumentsOf } from '#endpoint';
import { BODY_PARAMETER } from '../nest-metadata.js';

/** What an endpoint class declares of the request it takes. */
export interface DeclaredInput {
  /** The class of the body parameter. */
  readonly type?: Type<object>;
  /** The Standard Schema of the body parameter, as `@Body({ schema })` was given it. */
  readonly schema?: object;
}

/** What is declared of the first parameter of `decodeRequest`, if that is the whole body. */
export function declaredInput(cls: Type<object>): DeclaredInput {
  const first = Object.entries(routeArgumentsOf(cls)).find(([, { index }]) => index === 0);
  if (!first || first[0].split(':')[0] !== BODY_PARAMETER || first[1].data !== undefined) return {};
  const [type] = parameterTypes(cls);
  const { schema } = first[1];
  return {
    ...(type && !PLAIN.has(type) ? { type: type as Type<object> } : {}),
    ...(typeof schema === 'object' && schema !== null ? { schema } : {}),
  };
}

/** Types that the compiler writes for anything that has no class of its own. */
const PLAIN: ReadonlySet<Function> = new Set([Object, Array, String, Number, Boolean]);
