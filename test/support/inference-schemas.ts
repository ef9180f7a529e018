import { Ajv, type ValidateFunction } from 'ajv';

/** The JSON objects of the protocol, in our words: what a client may rely on. */
const parameters = { type: 'object', additionalProperties: { type: ['string', 'number', 'boolean'] } };
const lengths = (minimum: number): object => ({ type: 'array', items: { type: 'integer', minimum } });
const datatype = {
  enum: 'BOOL UINT8 UINT16 UINT32 UINT64 INT8 INT16 INT32 INT64 FP16 BF16 FP32 FP64 BYTES'.split(' '),
};
const data = {
  $id: 'data',
  type: 'array',
  items: { anyOf: [{ type: ['number', 'string', 'boolean'] }, { $ref: 'data' }] },
};
const object = (required: Readonly<Record<string, unknown>>, optional: object = {}): object => ({
  type: 'object',
  required: Object.keys(required),
  properties: { ...required, ...optional },
  additionalProperties: false,
});
const list = (items: object): object => ({ type: 'array', items });
const text = { type: 'string' };

/** Its elements are in the JSON or, as its parameters then say, after it. */
const tensor = {
  ...object({ name: text, shape: lengths(0), datatype }, { parameters, data: { $ref: 'data' } }),
  oneOf: [
    { required: ['data'] },
    { required: ['parameters'], properties: { parameters: { required: ['binary_data_size'] } } },
  ],
};
const described = object({ name: text, datatype, shape: lengths(-1) });

const SCHEMAS = {
  server: object({ name: text, version: text, extensions: list(text) }),
  model: object(
    { name: text, platform: text },
    { versions: list(text), inputs: list(described), outputs: list(described), properties: parameters },
  ),
  request: object(
    { inputs: list(tensor) },
    { id: text, parameters, outputs: list(object({ name: text }, { parameters })) },
  ),
  response: object(
    { model_name: text, outputs: list(tensor) },
    { model_version: text, id: text, parameters },
  ),
  error: object({ error: text }),
};

const ajv = new Ajv({ strictTypes: false, allErrors: true }).addSchema(data);
const validators = Object.fromEntries(
  Object.entries(SCHEMAS).map(([name, schema]) => [name, ajv.compile(schema)]),
) as Record<keyof typeof SCHEMAS, ValidateFunction>;

/** What of an object is not as the protocol has it. */
export function protocolProblems(kind: keyof typeof SCHEMAS, value: unknown): string[] {
  const validate = validators[kind];
  if (validate(value)) return [];
  return (validate.errors ?? []).map(({ instancePath, message = '' }) => `${instancePath} ${message}`);
}
