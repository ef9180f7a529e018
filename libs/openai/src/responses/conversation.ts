import { invalidRequest } from '../errors/openai.exception.js';
import type { ResponseItem } from './response-item.js';
import type { StoredResponse } from './response-store.js';
import type { ResponsesRequest } from './responses-request.js';

/** Where a conversation is looked for. */
export interface ConversationSource {
  /** A response that is stored and that this client may see. */
  find(id: string): Promise<StoredResponse | undefined>;
  /** The id of the response that an item is output of. */
  ownerOf(itemId: string): string | undefined;
}

/**
 * What a model is given: the conversation that is stored, then what the client has sent, with items instead of references
 * to them.
 *
 * @throws OpenAIException 400 for what is not stored
 */
export async function joinConversation(
  { previous_response_id: previous, input }: ResponsesRequest,
  source: ConversationSource,
): Promise<readonly ResponseItem[]> {
  const items = previous === undefined ? [] : await continued(previous, source);
  const found = new Map(items.map((item) => [item.id, item]));
  for (const item of input) {
    if (item.type !== 'item_reference') items.push(item);
    else items.push(await resolve(item.id, found, source));
  }
  return items;
}

async function continued(id: string, source: ConversationSource): Promise<ResponseItem[]> {
  const stored = await source.find(id);
  const message = `Previous response with id '${id}' not found`;
  if (!stored) throw invalidRequest('previous_response_id', message, 'previous_response_not_found');
  return itemsOf(stored);
}

/** @param found filled with the items of each response that is looked at, which is done once */
async function resolve(
  id: string,
  found: Map<string, ResponseItem>,
  source: ConversationSource,
): Promise<ResponseItem> {
  const owner = found.has(id) ? undefined : source.ownerOf(id);
  const stored = owner === undefined ? undefined : await source.find(owner);
  for (const item of stored ? itemsOf(stored) : []) found.set(item.id, item);
  const item = found.get(id);
  if (!item) throw invalidRequest('input', `Item with id '${id}' not found`, 'item_not_found');
  return item;
}

const itemsOf = ({ input, response }: StoredResponse): ResponseItem[] => [...input, ...response.output];
