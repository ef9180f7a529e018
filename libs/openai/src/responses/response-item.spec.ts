import { describe, expect, it } from '@jest/globals';
import { OpenAIException } from '../errors/openai.exception.js';
import { readItems } from './response-item.js';

/** The place an item is refused for. */
function refusedFor(item: object): string | null {
  try {
    readItems([{ role: 'user', content: 'fine' }, item as Record<string, unknown>]);
  } catch (error) {
    if (error instanceof OpenAIException) return error.error.param;
  }
  throw new Error('it was not refused by place');
}

const saying = (part: object): object => ({ role: 'user', content: [part] });

describe('the items of a request', () => {
  it('are one message for a text', () => {
    expect(readItems('hi')).toEqual([
      {
        id: expect.stringMatching(/^msg_/),
        type: 'message',
        role: 'user',
        content: [{ type: 'input_text', text: 'hi' }],
      },
    ]);
  });

  it('are what they were, with ids, types and parts', () => {
    const call = { type: 'function_call', id: 'fc_1', call_id: 'c', name: 'f', arguments: '{}' };
    const items = readItems([
      { role: 'assistant', content: 'x', phase: 'final_answer' },
      call,
      { type: 'function_call_output', call_id: 'c', output: '7' },
      { type: 'reasoning', summary: [] },
      { id: 'msg_1' },
    ]);
    expect(items).toMatchObject([
      { type: 'message', content: [{ type: 'output_text', text: 'x' }], phase: 'final_answer' },
      call,
      { id: expect.stringMatching(/^fco_/), output: '7' },
      { id: expect.stringMatching(/^item_/), summary: [] },
      { type: 'item_reference', id: 'msg_1' },
    ]);
  });

  it.each<[object, string]>([
    [{ role: 'tool', content: 'x' }, 'input[1].role'],
    [{ type: 7 }, 'input[1].type'],
    [{ role: 'user', content: 7 }, 'input[1].content'],
    [saying({ type: 'text', text: 'x' }), 'input[1].content[0].type'],
    [saying({ type: 'input_text' }), 'input[1].content[0].text'],
    [saying({ type: 'input_image' }), 'input[1].content[0]'],
    [{ type: 'function_call', call_id: 'c', name: 'f' }, 'input[1].arguments'],
    [{ type: 'function_call_output', output: 'x' }, 'input[1].call_id'],
    [{ type: 'function_call_output', call_id: 'c' }, 'input[1].output'],
    [{}, 'input[1].id'],
  ])('are refused for %j', (item, param) => {
    expect(refusedFor(item)).toBe(param);
  });
});
