import { invalidRequest } from '../errors/openai.exception.js';
import {
  either,
  flag,
  integerFrom,
  isRecord,
  listOf,
  object,
  oneOf,
  readFields,
  text,
  type Body,
  type Field,
} from '../request/field.js';
import { SAMPLING_FIELDS, type SamplingRequest } from '../request/sampling-fields.js';

/** A part of a message: text, or an image, audio or file as OpenAI's API writes them. */
export interface ChatPart {
  readonly type: string;
  readonly text?: string;
  readonly image_url?: { readonly url: string; readonly detail?: string };
  readonly input_audio?: { readonly data: string; readonly format: string };
  readonly file?: Readonly<Record<string, unknown>>;
  readonly refusal?: string;
}

export interface ChatMessage {
  readonly role: 'system' | 'developer' | 'user' | 'assistant' | 'tool' | 'function';
  readonly content?: string | readonly ChatPart[] | null;
  readonly name?: string;
  readonly tool_calls?: readonly Readonly<Record<string, unknown>>[];
  readonly tool_call_id?: string;
}

/** A chat request with its known fields checked, under the names of OpenAI's API. */
export interface ChatRequest extends SamplingRequest {
  readonly messages: readonly ChatMessage[];
  readonly logprobs?: boolean;
  readonly max_completion_tokens?: number;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly modalities?: readonly string[];
  readonly parallel_tool_calls?: boolean;
  readonly reasoning_effort?: string;
  readonly response_format?: Readonly<Record<string, unknown>>;
  readonly tool_choice?: string | Readonly<Record<string, unknown>>;
  readonly tools?: readonly Readonly<Record<string, unknown>>[];
  readonly top_logprobs?: number;
  readonly verbosity?: string;
}

/** Known fields of a chat request and what each must be. */
export const CHAT_FIELDS: Readonly<Record<string, Field>> = {
  ...SAMPLING_FIELDS,
  messages: listOf(object, 1),
  audio: object,
  function_call: either(text, object),
  functions: listOf(object),
  logprobs: flag,
  max_completion_tokens: integerFrom(0),
  metadata: object,
  modalities: listOf(text),
  parallel_tool_calls: flag,
  prediction: object,
  prompt_cache_key: text,
  reasoning_effort: text,
  response_format: object,
  safety_identifier: text,
  service_tier: text,
  store: flag,
  tool_choice: either(text, object),
  tools: listOf(object),
  top_logprobs: integerFrom(0, 20),
  verbosity: oneOf('low', 'medium', 'high'),
  web_search_options: object,
};

/** @throws OpenAIException 400 for a known field that is not what it must be */
export function readChatRequest(body: unknown): ChatRequest {
  const request = readFields(body, CHAT_FIELDS, ['model', 'messages']);
  (request['messages'] as readonly Body[]).forEach(checkMessage);
  const format = request['response_format'];
  if (isRecord(format)) checkFormat(format);
  return request as Body & ChatRequest;
}

const ROLES = ['system', 'developer', 'user', 'assistant', 'tool', 'function'];

function checkMessage(message: Body, index: number): void {
  const where = `messages[${index}]`;
  const { role, content } = message;
  if (typeof role !== 'string' || !ROLES.includes(role))
    throw invalidRequest(`${where}.role`, `Invalid '${where}.role': it must be one of ${ROLES.join(', ')}`);
  if (role === 'tool' && typeof message['tool_call_id'] !== 'string')
    throw invalidRequest(`${where}.tool_call_id`, `Missing required parameter: '${where}.tool_call_id'`);
  if (message['tool_calls'] !== undefined && !listOf(object).accepts(message['tool_calls']))
    throw invalidRequest(
      `${where}.tool_calls`,
      `Invalid '${where}.tool_calls': it must be a list of objects`,
    );
  const mayLack = role === 'assistant' || role === 'function';
  if (typeof content === 'string' || (mayLack && (content ?? null) === null)) return;
  if (!Array.isArray(content) || content.length === 0)
    throw invalidRequest(
      `${where}.content`,
      `Invalid '${where}.content': it must be a string or a list of parts`,
    );
  content.forEach((part: unknown, at) => checkPart(part, `${where}.content[${at}]`));
}

/** By its type, the field a part must have, and whether that is an object. */
const PARTS: Readonly<Record<string, { readonly name: string; readonly inner?: string }>> = {
  text: { name: 'text' },
  refusal: { name: 'refusal' },
  image_url: { name: 'image_url', inner: 'url' },
  input_audio: { name: 'input_audio', inner: 'data' },
  file: { name: 'file', inner: '' },
};

function checkPart(part: unknown, where: string): void {
  const type = isRecord(part) ? part['type'] : undefined;
  const rule = typeof type === 'string' && Object.hasOwn(PARTS, type) ? PARTS[type] : undefined;
  if (!rule || !isRecord(part))
    throw invalidRequest(
      `${where}.type`,
      `Invalid '${where}.type': it must be one of ${Object.keys(PARTS).join(', ')}`,
    );
  const { name, inner } = rule;
  const value = part[name];
  const isFine =
    inner === undefined
      ? typeof value === 'string'
      : isRecord(value) && (inner === '' || typeof value[inner] === 'string');
  if (!isFine)
    throw invalidRequest(
      `${where}.${name}`,
      `Invalid '${where}.${name}': it must be ${inner === undefined ? 'a string' : `an object${inner && ` with ${inner}`}`}`,
    );
}

function checkFormat(format: Body): void {
  const { type } = format;
  if (type !== 'text' && type !== 'json_object' && type !== 'json_schema')
    throw invalidRequest('response_format.type', "Invalid 'response_format.type'");
  if (type === 'json_schema' && !isRecord(format['json_schema']))
    throw invalidRequest(
      'response_format.json_schema',
      "Missing required parameter: 'response_format.json_schema'",
    );
}
