import type { Type } from '@nestjs/common';
import type { LitServeEndpoint } from '#core';

/** @throws Error when there is none of the class, or several and no name */
export function endpointUnderTest(
  endpoints: readonly LitServeEndpoint[],
  cls: Type<unknown>,
  name: string | undefined,
): LitServeEndpoint {
  const found = endpoints.filter((one) => one.cls === cls && (name === undefined || one.name === name));
  const [one, ...others] = found;
  if (!one) throw new Error(`${asked(cls, name)} is no endpoint of this app. ${whatIsThere(endpoints)}`);
  if (others.length === 0) return one;
  const names = found.map((each) => `'${each.name}'`).join(', ');
  throw new Error(
    `${cls.name} has several endpoints: name one of them, as endpoint(${cls.name}, 'name'): ${names}`,
  );
}

const asked = (cls: Type<unknown>, name: string | undefined): string =>
  `${cls?.name ?? String(cls)}${name === undefined ? '' : ` named '${name}'`}`;

function whatIsThere(endpoints: readonly LitServeEndpoint[]): string {
  if (endpoints.length === 0) {
    return 'It has none: put the class, decorated with @LitEndpoint, into providers, or import its module';
  }
  const names = endpoints.map((one) => `${one.cls.name} ('${one.name}')`).join(', ');
  return `Those it has: ${names}. Is the class in providers, or its module in imports?`;
}
