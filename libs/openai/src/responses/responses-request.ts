import { invalidRequest } from '../errors/openai.exception.js';
import {
  either,
  field,
  flag,
  integerFrom,
  isRecord,
  listOf,
  numberIn,
  object,
  oneOf,
  readFields,
  text,
  type Body,
  type Field,
} from '../request/field.js';
import { readItems, type ResponseItem } from './response-item.js';

/** A request for a response with its known fields checked, under the names of OpenAI's API. */
export interface ResponsesRequest {
  readonly model: string;
  /** The conversation: what is stored of it under `previous_response_id`, then what the client has sent. */
  readonly input: readonly ResponseItem[];
  readonly background?: boolean;
  readonly include?: readonly string[];
  readonly instructions?: string;
  readonly max_output_tokens?: number;
  readonly max_tool_calls?: number;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly parallel_tool_calls?: boolean;
  readonly previous_response_id?: string;
  readonly prompt?: Readonly<Record<string, unknown>>;
  readonly reasoning?: { readonly effort?: string; readonly summary?: string };
  readonly safety_identifier?: string;
  readonly service_tier?: string;
  readonly store?: boolean;
  readonly stream?: boolean;
  readonly temperature?: number;
  readonly text?: { readonly format?: Readonly<Record<string, unknown>>; readonly verbosity?: string };
  readonly tool_choice?: string | Readonly<Record<string, unknown>>;
  readonly tools?: readonly Readonly<Record<string, unknown>>[];
  readonly top_logprobs?: number;
  readonly top_p?: number;
  readonly truncation?: string;
  readonly user?: string;
  /** Fields that OpenAI's API does not have, as the client sent them. */
  readonly extra: Readonly<Record<string, unknown>>;
}

/** Known fields of a request for a response and what each must be. */
export const RESPONSES_FIELDS: Readonly<Record<string, Field>> = {
  model: text,
  input: either(text, listOf(object, 1)),
  background: flag,
  context_management: listOf(object),
  conversation: field('left out: use previous_response_id', () => false),
  include: listOf(text),
  instructions: text,
  max_output_tokens: integerFrom(1),
  max_tool_calls: integerFrom(0),
  metadata: object,
  parallel_tool_calls: flag,
  previous_response_id: text,
  prompt: object,
  prompt_cache_key: text,
  prompt_cache_retention: text,
  reasoning: object,
  safety_identifier: text,
  service_tier: text,
  store: flag,
  stream: flag,
  stream_options: object,
  temperature: numberIn(0, 2),
  text: object,
  tool_choice: either(text, object),
  tools: listOf(object),
  top_logprobs: integerFrom(0, 20),
  top_p: numberIn(0, 1),
  truncation: oneOf('auto', 'disabled'),
  user: text,
};

/** @throws OpenAIException 400 for a known field that is not what it must be */
export function readResponsesRequest(body: unknown): ResponsesRequest {
  const request = readFields(body, RESPONSES_FIELDS, ['model', 'input']);
  const { tools, text: config } = request as { readonly tools?: readonly Body[]; readonly text?: Body };
  tools?.forEach(checkTool);
  if (config) checkFormat(config['format'] ?? { type: 'text' });
  checkBackground(request);
  const input = readItems(request['input'] as string | readonly Body[]);
  return { ...(request as Body & ResponsesRequest), input };
}

function checkTool({ type, name }: Body, index: number): void {
  if (typeof type !== 'string') throw missing(`tools[${index}].type`);
  if (type === 'function' && typeof name !== 'string') throw missing(`tools[${index}].name`);
}

function checkFormat(format: unknown): void {
  const type = isRecord(format) ? format['type'] : undefined;
  if (type !== 'text' && type !== 'json_object' && type !== 'json_schema')
    throw invalidRequest('text.format.type', "Invalid 'text.format.type'");
  if (type === 'json_schema' && !isRecord((format as Body)['schema'])) throw missing('text.format.schema');
}

/** What runs on after its answer can only be asked for where it is stored, and its events are not. */
function checkBackground({ background, stream, store }: Body): void {
  if (!background) return;
  if (stream) throw invalidRequest('stream', 'A background response does not stream: retrieve it');
  if (store === false) throw invalidRequest('store', 'A background response has to be stored');
}

const missing = (param: string) =>
  invalidRequest(param, `Missing required parameter: '${param}'`, 'missing_required_parameter');
