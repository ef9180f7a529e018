import { invalidRequest } from '../errors/openai.exception.js';
import { listOf, object, type Body } from '../request/field.js';
import { newId } from '../answer/new-id.js';

/** A part of a message: text, or an image or file as OpenAI's API writes them. */
export interface ResponsePart {
  readonly type: string;
  readonly text?: string;
  readonly refusal?: string;
  readonly image_url?: string | null;
  readonly detail?: string;
  readonly file_id?: string | null;
  readonly file_data?: string;
  readonly file_url?: string;
  readonly filename?: string;
  readonly annotations?: readonly unknown[];
  readonly logprobs?: readonly unknown[];
}

/** What a conversation is made of: a message, a call of a function, its output, or what else a client has sent. */
export interface ResponseItem {
  readonly id: string;
  readonly type: string;
  readonly role?: 'system' | 'developer' | 'user' | 'assistant';
  readonly content?: readonly ResponsePart[];
  readonly call_id?: string;
  readonly name?: string;
  /** Of a function, as JSON. */
  readonly arguments?: string;
  readonly output?: string | readonly ResponsePart[];
  readonly status?: ItemStatus;
}

export type ItemStatus = 'in_progress' | 'completed' | 'incomplete';

/**
 * The items of a request, each with an id and the content of messages as parts.
 *
 * @throws OpenAIException 400, naming the place that is wrong
 */
export function readItems(input: string | readonly Body[]): ResponseItem[] {
  const items = typeof input === 'string' ? [{ role: 'user', content: input }] : input;
  return items.map((item, index) => readItem(item, `input[${index}]`));
}

/** By the type of an item, how its ids begin. */
const PREFIXES: Readonly<Record<string, string>> = {
  message: 'msg_',
  function_call: 'fc_',
  function_call_output: 'fco_',
};

/** By the type of an item, fields that are strings; other types are the model's business. */
const STRINGS: Readonly<Record<string, readonly string[]>> = {
  function_call: ['call_id', 'name', 'arguments'],
  function_call_output: ['call_id'],
  item_reference: ['id'],
};

function readItem(item: Body, where: string): ResponseItem {
  const type = item['type'] ?? ('role' in item ? 'message' : 'item_reference');
  if (typeof type !== 'string') throw wrong(`${where}.type`, 'a string');
  for (const name of STRINGS[type] ?? []) {
    if (typeof item[name] !== 'string') throw wrong(`${where}.${name}`, 'a string');
  }
  if (type === 'function_call_output' && typeof item['output'] !== 'string' && !Array.isArray(item['output']))
    throw wrong(`${where}.output`, 'a string or a list of parts');
  const id = typeof item['id'] === 'string' ? item['id'] : newId(PREFIXES[type] ?? 'item_');
  return { ...item, ...(type === 'message' ? readMessage(item, where) : {}), type, id };
}

const ROLES = ['system', 'developer', 'user', 'assistant'];

function readMessage({ role, content }: Body, where: string): Body {
  if (typeof role !== 'string' || !ROLES.includes(role))
    throw wrong(`${where}.role`, `one of ${ROLES.join(', ')}`);
  if (typeof content === 'string') {
    return { content: [{ type: role === 'assistant' ? 'output_text' : 'input_text', text: content }] };
  }
  if (!Array.isArray(content) || !listOf(object).accepts(content))
    throw wrong(`${where}.content`, 'a string or a list of parts');
  content.forEach((part: Body, at) => checkPart(part, `${where}.content[${at}]`));
  return { content };
}

/** By the type of a part, fields of which it has at least one. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  input_text: ['text'],
  input_image: ['image_url', 'file_id'],
  input_file: ['file_data', 'file_id', 'file_url'],
  output_text: ['text'],
  refusal: ['refusal'],
};

function checkPart(part: Body, where: string): void {
  const { type } = part;
  const names = typeof type === 'string' && Object.hasOwn(PARTS, type) ? PARTS[type] : undefined;
  if (!names) throw wrong(`${where}.type`, `one of ${Object.keys(PARTS).join(', ')}`);
  if (names.some((name) => typeof part[name] === 'string')) return;
  throw wrong(names.length > 1 ? where : `${where}.${names[0]}`, `a string in ${names.join(' or ')}`);
}

const wrong = (param: string, expects: string) =>
  invalidRequest(param, `Invalid '${param}': it must be ${expects}`);
