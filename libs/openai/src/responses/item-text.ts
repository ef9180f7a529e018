import type { ResponseItem } from './response-item.js';
import type { ResponsesRequest } from './responses-request.js';

/** The text of an item, without images and other parts. */
export function itemText({ content, output, arguments: given }: ResponseItem): string {
  const parts = content ?? output ?? given ?? '';
  return typeof parts === 'string' ? parts : parts.map((part) => part.text ?? part.refusal ?? '').join('');
}

/** What a model that takes one text is given: the last message of the user, and nothing else of the conversation. */
export function lastUserItemText({ input }: Pick<ResponsesRequest, 'input'>): string {
  const last = input.findLast(({ role }) => role === 'user') ?? input.at(-1);
  return last ? itemText(last) : '';
}

/** All that a model is given, to be counted. */
export function inputText({ instructions, input }: ResponsesRequest): string {
  return [...(instructions === undefined ? [] : [instructions]), ...input.map(itemText)].join('\n');
}
