import type { JsonSchema } from './tool-schema.js';

/** A rule of class-validator on one property. */
export interface Rule {
  /** As its decorator is called, in lower case at first; `nested` for `@ValidateNested`. */
  readonly name: string;
  readonly constraints: readonly unknown[];
  /** For the elements of an array. */
  readonly each: boolean;
}

type ToSchema = (...constraints: readonly unknown[]) => JsonSchema;

const is =
  (type: string, more: JsonSchema = {}): ToSchema =>
  () => ({ type, ...more });
const text = (format: string): ToSchema => is('string', { format });

/** What JSON Schema has a word for. All others are checked, and not told. */
export const RULES: Readonly<Record<string, ToSchema>> = {
  isString: is('string'),
  isBoolean: is('boolean'),
  isNumber: is('number'),
  isInt: is('integer'),
  isArray: is('array'),
  isObject: is('object'),
  isPositive: () => ({ exclusiveMinimum: 0 }),
  isNegative: () => ({ exclusiveMaximum: 0 }),
  min: (minimum) => ({ minimum }),
  max: (maximum) => ({ maximum }),
  isDivisibleBy: (multipleOf) => ({ multipleOf }),
  isNotEmpty: () => ({ minLength: 1 }),
  minLength: (minLength) => ({ minLength }),
  maxLength: (maxLength) => ({ maxLength }),
  isLength: (minLength, maxLength) => ({ minLength, ...(maxLength === undefined ? {} : { maxLength }) }),
  matches: (pattern) => ({ pattern: pattern instanceof RegExp ? pattern.source : pattern }),
  isEmail: text('email'),
  isUrl: text('uri'),
  isUuid: text('uuid'),
  isDateString: text('date-time'),
  isIso8601: text('date-time'),
  isBase64: is('string', { contentEncoding: 'base64' }),
  isIn: (values) => ({ enum: values }),
  isEnum: (_, values) => ({ enum: values }),
  equals: (value) => ({ const: value }),
  arrayMinSize: (minItems) => ({ type: 'array', minItems }),
  arrayMaxSize: (maxItems) => ({ type: 'array', maxItems }),
  arrayNotEmpty: is('array', { minItems: 1 }),
  arrayUnique: is('array', { uniqueItems: true }),
};

/** @param nested the schema of the class of the property */
export function ruleSchema({ name, constraints }: Rule, nested: () => JsonSchema): JsonSchema {
  if (name === 'nested') return nested();
  const rule = Object.hasOwn(RULES, name) ? RULES[name] : undefined;
  return rule?.(...constraints) ?? {};
}
