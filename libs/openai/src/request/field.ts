import { invalidRequest } from '../errors/openai.exception.js';

/** What a field of a request must be. */
export interface Field {
  /** Completes "must be …". */
  readonly expects: string;
  accepts(value: unknown): boolean;
}

export type Body = Readonly<Record<string, unknown>>;

export const isRecord = (value: unknown): value is Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const field = (expects: string, accepts: (value: unknown) => boolean): Field => ({ expects, accepts });

export const text = field('a string', (value) => typeof value === 'string');
export const flag = field('a boolean', (value) => typeof value === 'boolean');
export const object = field('an object', isRecord);

export function numberIn(min: number, max: number): Field {
  return field(
    `a number from ${min} to ${max}`,
    (value) => typeof value === 'number' && value >= min && value <= max,
  );
}

export function integerFrom(min: number, max: number = Number.MAX_SAFE_INTEGER): Field {
  const range = max === Number.MAX_SAFE_INTEGER ? `from ${min}` : `from ${min} to ${max}`;
  return field(
    `an integer ${range}`,
    (value) => Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max,
  );
}

export function oneOf(...values: readonly string[]): Field {
  return field(`one of ${values.join(', ')}`, (value) => typeof value === 'string' && values.includes(value));
}

export function listOf(element: Field, min = 0, max = Infinity): Field {
  const size = max === Infinity ? (min > 0 ? ', not empty' : '') : `, ${min} to ${max} of them`;
  return field(
    `a list (each ${element.expects}${size})`,
    (value) =>
      Array.isArray(value) &&
      value.length >= min &&
      value.length <= max &&
      value.every((one) => element.accepts(one)),
  );
}

export function either(...fields: readonly Field[]): Field {
  return field(fields.map(({ expects }) => expects).join(' or '), (value) =>
    fields.some((one) => one.accepts(value)),
  );
}

/**
 * A request body as an object whose known fields are what they must be. `null` counts as absent, as OpenAI has it.
 *
 * @param required of the fields
 * @returns the known fields, and all others, which are the model's business, as `extra`
 * @throws OpenAIException 400, naming the field
 */
export function readFields(
  body: unknown,
  fields: Readonly<Record<string, Field>>,
  required: readonly string[],
): Body & { readonly extra: Body } {
  if (!isRecord(body)) throw invalidRequest(null, 'The body must be a JSON object', 'invalid_body');
  const missing = required.find((name) => (body[name] ?? undefined) === undefined);
  if (missing !== undefined)
    throw invalidRequest(missing, `Missing required parameter: '${missing}'`, 'missing_required_parameter');
  const known: Record<string, unknown> = {};
  const extra: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(body)) {
    const rule = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (!rule) extra[name] = value;
    else if (value !== null) {
      if (!rule.accepts(value))
        throw invalidRequest(name, `Invalid '${name}': it must be ${rule.expects}`, 'invalid_type');
      known[name] = value;
    }
  }
  return { ...known, extra };
}
