import type { ChatMessage, ChatPart } from '../chat/chat-request.js';
import { itemText } from './item-text.js';
import type { ResponseItem, ResponsePart } from './response-item.js';

type Role = ChatMessage['role'];

/**
 * Items as messages of a chat. Calls belong to the message of the assistant before them; items that chats do not have are
 * left out.
 */
export function toChatMessages(items: readonly ResponseItem[]): ChatMessage[] {
  const messages: ChatMessage[] = [];
  for (const item of items) {
    if (item.type === 'message') {
      messages.push({ role: item.role as Role, content: toContent(item.content ?? []) });
    } else if (item.type === 'function_call_output') {
      messages.push({ role: 'tool', tool_call_id: item.call_id ?? '', content: itemText(item) });
    } else if (item.type === 'function_call') {
      const last = messages.at(-1);
      const caller = last?.role === 'assistant' ? messages.pop() : undefined;
      messages.push(withCall(caller ?? { role: 'assistant', content: null }, item));
    }
  }
  return messages;
}

function withCall(message: ChatMessage, { call_id: id, name, arguments: given }: ResponseItem): ChatMessage {
  const call = { id, type: 'function', function: { name, arguments: given } };
  return { ...message, tool_calls: [...(message.tool_calls ?? []), call] };
}

function toContent(parts: readonly ResponsePart[]): string | ChatPart[] {
  const [first] = parts;
  if (parts.length === 1 && typeof first?.text === 'string') return first.text;
  return parts.map(toPart);
}

function toPart(part: ResponsePart): ChatPart {
  const { type, text, refusal, image_url: url, detail, ...file } = part;
  if (typeof text === 'string') return { type: 'text', text };
  if (typeof refusal === 'string') return { type: 'refusal', refusal };
  if (type === 'input_image' && typeof url === 'string')
    return { type: 'image_url', image_url: { url, ...(detail === undefined ? {} : { detail }) } };
  return { type: 'file', file };
}
