import * as nest from '@nestjs/common';
import { BadRequestException, type PipeTransform } from '@nestjs/common';

interface Schema {
  readonly '~standard': { readonly validate: (value: unknown) => unknown };
}
interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[];
}
type Result =
  { readonly issues?: undefined; readonly value: unknown } | { readonly issues: readonly Issue[] };

/** More of them say nothing new. */
const MOST_MESSAGES = 100;

/** Nest's own check of a value by the Standard Schema in its metadata; Nest 11 has none. */
export function schemaPipe(): PipeTransform {
  const { StandardSchemaValidationPipe: Pipe } = nest as Partial<typeof nest>;
  return Pipe ? new Pipe() : new SchemaPipe();
}

/** What of Nest 12's pipe is needed here, with the same messages. */
export class SchemaPipe implements PipeTransform {
  async transform(value: unknown, metadata: object): Promise<unknown> {
    const { schema } = metadata as { readonly schema: Schema };
    const result = (await schema['~standard'].validate(value)) as Result;
    if (!result.issues) return result.value;
    throw new BadRequestException(result.issues.slice(0, MOST_MESSAGES).map(messageOf));
  }
}

function messageOf({ message, path = [] }: Issue): string {
  const names = path.map((segment) => String(typeof segment === 'object' ? segment.key : segment));
  return names.length > 0 ? `${names.join('.')}: ${message}` : message;
}
