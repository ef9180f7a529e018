import { describe, expect, it } from '@jest/globals';
import { OpenAIException } from '../errors/openai.exception.js';
import { readChatRequest, type ChatRequest } from './chat-request.js';
import { lastUserText } from './message-text.js';

const chat = (more: object): ChatRequest =>
  readChatRequest({ model: 'm', messages: [{ role: 'user', content: 'hi' }], ...more });

/** The field a request is refused for. */
function refusedFor(more: object): string | null {
  try {
    chat(more);
  } catch (error) {
    if (error instanceof OpenAIException) return error.error.param;
  }
  throw new Error('it was not refused by field');
}

const saying = (message: object): object => ({ messages: [message] });

describe('a chat request', () => {
  it('has known fields, and all others as extra; null is as if it were not there', () => {
    expect(chat({ temperature: 0.5, top_k: 3, stop: null, seed: 7 })).toEqual({
      model: 'm',
      messages: [{ role: 'user', content: 'hi' }],
      temperature: 0.5,
      seed: 7,
      extra: { top_k: 3 },
    });
  });

  it.each<[object, string]>([
    [{ model: 1 }, 'model'],
    [{ model: undefined }, 'model'],
    [{ messages: [] }, 'messages'],
    [{ messages: 'hi' }, 'messages'],
    [{ temperature: 3 }, 'temperature'],
    [{ n: 0 }, 'n'],
    [{ n: 1.5 }, 'n'],
    [{ stop: [1] }, 'stop'],
    [{ stop: ['1', '2', '3', '4', '5'] }, 'stop'],
    [{ stream: 'yes' }, 'stream'],
    [{ tools: {} }, 'tools'],
    [{ response_format: { type: 'xml' } }, 'response_format.type'],
    [{ response_format: { type: 'json_schema' } }, 'response_format.json_schema'],
    [saying({ role: 'boss', content: '' }), 'messages[0].role'],
    [saying({ role: 'user', content: 7 }), 'messages[0].content'],
    [saying({ role: 'user', content: [{ type: 'smell' }] }), 'messages[0].content[0].type'],
    [
      saying({ role: 'user', content: [{ type: 'image_url', image_url: 'x' }] }),
      'messages[0].content[0].image_url',
    ],
    [saying({ role: 'tool', content: 'x' }), 'messages[0].tool_call_id'],
    [saying({ role: 'assistant', tool_calls: 'x' }), 'messages[0].tool_calls'],
  ])('is refused for %j', (more, param) => {
    expect(refusedFor(more)).toBe(param);
  });

  it('may have parts of all kinds, and calls of tools instead of content', () => {
    const content = [
      { type: 'text', text: 'what is ' },
      { type: 'image_url', image_url: { url: 'data:,' } },
      { type: 'input_audio', input_audio: { data: '', format: 'wav' } },
      { type: 'file', file: { file_id: 'f' } },
      { type: 'text', text: 'this' },
    ];
    const messages = [
      { role: 'developer', content: 'be brief' },
      { role: 'user', content },
      { role: 'assistant', tool_calls: [{ id: 'c' }] },
      { role: 'tool', tool_call_id: 'c', content: '7' },
    ];
    expect(lastUserText(chat({ messages }))).toBe('what is this');
  });

  it('must be an object', () => {
    expect(() => readChatRequest('hi')).toThrow('The body must be a JSON object');
  });
});
