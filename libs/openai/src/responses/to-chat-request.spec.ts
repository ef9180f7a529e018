import { describe, expect, it } from '@jest/globals';
import { readChatRequest } from '../chat/chat-request.js';
import { readResponsesRequest } from './responses-request.js';
import { toChatRequest } from './to-chat-request.js';

const tool = { name: 'weather', parameters: {}, strict: true };
const call = (id: string) => ({ type: 'function_call', call_id: id, name: 'weather', arguments: '{}' });

describe('a request for a response, as one for a chat', () => {
  it('has all of the conversation', () => {
    const { messages } = toChatRequest(
      readResponsesRequest({
        model: 'm',
        instructions: 'be brief',
        input: [
          {
            role: 'user',
            content: [
              { type: 'input_text', text: 'what is this' },
              { type: 'input_image', image_url: 'data:,', detail: 'low' },
              { type: 'input_file', file_data: 'data:,', filename: 'a.pdf' },
            ],
          },
          { role: 'assistant', content: 'let me see' },
          call('one'),
          call('two'),
          { type: 'function_call_output', call_id: 'one', output: 'sunny' },
          { type: 'function_call_output', call_id: 'two', output: [{ type: 'input_text', text: 'snow' }] },
          { type: 'reasoning', summary: [] },
          call('three'),
          { role: 'assistant', content: [{ type: 'refusal', refusal: 'no' }] },
        ],
      }),
    );
    const called = (id: string) => ({ id, type: 'function', function: { name: 'weather', arguments: '{}' } });
    expect(messages).toEqual([
      { role: 'system', content: 'be brief' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'what is this' },
          { type: 'image_url', image_url: { url: 'data:,', detail: 'low' } },
          { type: 'file', file: { file_data: 'data:,', filename: 'a.pdf' } },
        ],
      },
      { role: 'assistant', content: 'let me see', tool_calls: [called('one'), called('two')] },
      { role: 'tool', tool_call_id: 'one', content: 'sunny' },
      { role: 'tool', tool_call_id: 'two', content: 'snow' },
      { role: 'assistant', content: null, tool_calls: [called('three')] },
      { role: 'assistant', content: [{ type: 'refusal', refusal: 'no' }] },
    ]);
  });

  it('asks for the same, and is one that a client could have sent', () => {
    const format = { name: 'a', schema: {}, strict: true };
    const chat = toChatRequest(
      readResponsesRequest({
        model: 'm',
        input: 'hi',
        max_output_tokens: 5,
        reasoning: { effort: 'low' },
        temperature: 0,
        text: { format: { type: 'json_schema', ...format }, verbosity: 'low' },
        tools: [{ type: 'function', ...tool }, { type: 'web_search' }],
        tool_choice: { type: 'function', name: 'weather' },
        top_k: 3,
      }),
    );
    expect(chat).toEqual({
      model: 'm',
      messages: [{ role: 'user', content: 'hi' }],
      max_completion_tokens: 5,
      reasoning_effort: 'low',
      response_format: { type: 'json_schema', json_schema: format },
      temperature: 0,
      tools: [{ type: 'function', function: tool }, { type: 'web_search' }],
      tool_choice: { type: 'function', function: { name: 'weather' } },
      verbosity: 'low',
      extra: { top_k: 3 },
    });
    const { extra: _extra, ...sent } = chat;
    expect(readChatRequest(sent)).toMatchObject(sent);
  });
});
