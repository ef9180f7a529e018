import type { PipeTransform } from '@nestjs/common';
import type { Sdk } from '../server/mcp-sdk.js';
import { schemaPipe } from './schema-pipe.js';

export type JsonSchema = Readonly<Record<string, unknown>>;

/** A schema of any library that keeps to https://standardschema.dev, JSON Schema included; it makes an `Output`. */
export interface StandardSchema<Output = unknown> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => unknown;
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined;
    readonly jsonSchema?: {
      readonly input: (options: { readonly target: 'draft-2020-12' }) => JsonSchema;
      readonly output: (options: { readonly target: 'draft-2020-12' }) => JsonSchema;
    };
  };
}

export type ToolSchema<Output = unknown> = StandardSchema<Output> | JsonSchema;

/** What a schema says to clients, and the check by it. */
export interface CheckedSchema {
  readonly json: JsonSchema;
  /** @throws BadRequestException that says what is wrong. @returns the value, as the schema has made it */
  check(value: unknown): Promise<unknown>;
}

/**
 * @param direction what of the schema counts: what it takes, or what it makes of that
 * @throws Error when it cannot say what it is in JSON Schema
 */
export function checkedSchema(
  given: ToolSchema,
  direction: 'input' | 'output',
  { fromJsonSchema }: Pick<typeof Sdk, 'fromJsonSchema'>,
): CheckedSchema {
  const schema = isStandard(given) ? given : (fromJsonSchema(given) as StandardSchema);
  const { jsonSchema, vendor } = schema['~standard'];
  if (!jsonSchema) {
    throw new Error(
      `this version of ${vendor} cannot say what a schema is in JSON Schema; give JSON Schema instead`,
    );
  }
  const json = jsonSchema[direction]({ target: 'draft-2020-12' });
  return checkedBy(json, schemaPipe(), { schema });
}

/** @param metadata of the parameter that the pipe believes to look at */
export function checkedBy(json: JsonSchema, pipe: PipeTransform, metadata: object): CheckedSchema {
  const body = { type: 'body' as const, ...metadata };
  return { json, check: async (value) => (await pipe.transform(value, body)) as unknown };
}

/** Any object, as it is. */
export const ANY_OBJECT: CheckedSchema = {
  json: { type: 'object' },
  check: (value) => Promise.resolve(value),
};

const isStandard = (given: ToolSchema): given is StandardSchema => '~standard' in given;
