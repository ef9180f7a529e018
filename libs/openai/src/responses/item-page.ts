import { invalidRequest } from '../errors/openai.exception.js';
import type { ResponseItem } from './response-item.js';

export interface ItemPage {
  readonly object: 'list';
  readonly data: readonly ResponseItem[];
  readonly first_id: string | null;
  readonly last_id: string | null;
  readonly has_more: boolean;
}

const MAX_ITEMS = 100;

/**
 * A page of items, the last first unless `order` says otherwise.
 *
 * @param query `limit` (1 to 100, 20 without it), `order` (`asc` or `desc`), `after` (an id)
 * @throws OpenAIException 400
 */
export function pageOf(items: readonly ResponseItem[], query: Readonly<Record<string, unknown>>): ItemPage {
  const { order = 'desc', after } = query;
  const limit = Number(query['limit'] ?? 20);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_ITEMS)
    throw invalidRequest('limit', `Invalid 'limit': it must be an integer from 1 to ${MAX_ITEMS}`);
  if (order !== 'asc' && order !== 'desc')
    throw invalidRequest('order', "Invalid 'order': it must be one of asc, desc");
  const ordered = order === 'asc' ? items : items.toReversed();
  const from = after === undefined ? 0 : ordered.findIndex(({ id }) => id === after) + 1;
  if (after !== undefined && from === 0) throw invalidRequest('after', "Invalid 'after': no such item");
  const data = ordered.slice(from, from + limit);
  return {
    object: 'list',
    data,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
    has_more: from + limit < ordered.length,
  };
}
