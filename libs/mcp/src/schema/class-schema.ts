import { ValidationPipe, type Type } from '@nestjs/common';
import type * as ClassValidator from 'class-validator';
import { ruleSchema, type Rule } from './rule-schema.js';
import { checkedBy, type CheckedSchema, type JsonSchema } from './tool-schema.js';

type Storage = ReturnType<typeof ClassValidator.getMetadataStorage>;
type Metadata = ReturnType<Storage['getTargetValidationMetadatas']>[number];

/**
 * The schema of a class by its rules of class-validator, which then check the arguments, too, by Nest's own pipe.
 *
 * @returns `undefined` when class-validator is not there, or knows no rule of the class
 */
export async function classSchema(cls: Type<object>): Promise<CheckedSchema | undefined> {
  const validator = await loadClassValidator();
  const json = validator && objectSchema(cls, validator, []);
  return json && checkedBy(json, new ValidationPipe({ transform: true }), { metatype: cls });
}

/** An optional peer: without it nobody has rules. */
async function loadClassValidator(): Promise<typeof ClassValidator | undefined> {
  try {
    await import('class-transformer'); // the pipe needs both
    return await import('class-validator');
  } catch {
    return undefined;
  }
}

/** @param above the classes it is in, which a class may contain again */
function objectSchema(
  cls: Function,
  validator: typeof ClassValidator,
  above: readonly Function[],
): JsonSchema | undefined {
  if (above.includes(cls)) return { type: 'object' };
  const storage = validator.getMetadataStorage();
  const found = storage.getTargetValidationMetadatas(cls, '', false, false);
  if (found.length === 0) return undefined;
  const nested = (property: string): JsonSchema => {
    const type = Reflect.getMetadata('design:type', cls.prototype as object, property) as
      Function | undefined;
    const known = type && type !== Array ? objectSchema(type, validator, [...above, cls]) : undefined;
    return known ?? { type: 'object' };
  };
  const byProperty = Object.entries(storage.groupByPropertyName(found)).map(
    ([property, rules]): [string, readonly Rule[]] => [property, rules.map(readRule)],
  );
  return {
    type: 'object',
    properties: Object.fromEntries(
      byProperty.map(([name, rules]) => [name, propertySchema(rules, () => nested(name))]),
    ),
    required: byProperty.filter(([, rules]) => !rules.some(isOptional)).map(([name]) => name),
  };
}

/** Rules of each element go to the items of an array. */
function propertySchema(rules: readonly Rule[], nested: () => JsonSchema): JsonSchema {
  const own = rules.filter(({ each }) => !each).map((rule) => ruleSchema(rule, nested));
  const ofItems = rules.filter(({ each }) => each).map((rule) => ruleSchema(rule, nested));
  const items =
    ofItems.length > 0 ? { type: 'array', items: Object.assign({}, ...ofItems) as JsonSchema } : {};
  return Object.assign(items, ...own) as JsonSchema;
}

const isOptional = ({ name }: Rule): boolean => name === CONDITION;

/** Of `@IsOptional` and `@ValidateIf`: the other rules may not count. */
const CONDITION = 'condition';

function readRule({ type, name = '', constraints, each }: Metadata): Rule {
  const kind = type === 'nestedValidation' ? 'nested' : type === 'conditionalValidation' ? CONDITION : name;
  return { name: kind, constraints: constraints ?? [], each };
}
