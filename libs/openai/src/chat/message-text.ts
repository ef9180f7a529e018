import type { ChatMessage, ChatRequest } from './chat-request.js';

/** The text of a message, without images and other parts. */
export function textOf({ content }: ChatMessage): string {
  if (typeof content === 'string') return content;
  return (content ?? []).map((part) => part.text ?? '').join('');
}

/** What a model that takes one text is given: the last message of the user, and nothing else of the conversation. */
export function lastUserText({ messages }: Pick<ChatRequest, 'messages'>): string {
  const last = messages.findLast(({ role }) => role === 'user') ?? messages.at(-1);
  return last ? textOf(last) : '';
}
