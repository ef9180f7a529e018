import { describe, expect, it } from '@jest/globals';
import { Choice } from './choice.js';
import { toDelta, type Delta } from './delta.js';

/** A choice that has been given all of this. */
function grown(stops: readonly string[], ...deltas: readonly (string | Delta)[]) {
  const choice = new Choice(0, stops);
  const shown = deltas.map((one) => choice.take(toDelta(one)));
  return { choice, shown };
}

describe('a choice', () => {
  it('shows what cannot become a stop sequence, and the rest at the end', () => {
    const { choice, shown } = grown(['###'], 'a#', '#b', '##');
    expect(shown).toEqual([{ content: 'a' }, { content: '##b' }, undefined]);
    expect(choice.end()).toBe('##');
    expect(choice.text).toBe('a##b##');
    expect(choice.finishReason(false)).toBe('stop');
  });

  it('ends before the first stop sequence, across chunks', () => {
    const { choice, shown } = grown(['END', 'ND!'], 'one E', 'ND!', 'more');
    expect(shown).toEqual([{ content: 'one ' }, undefined, undefined]);
    expect(choice.isStopped).toBe(true);
    expect([choice.end(), choice.text]).toEqual(['', 'one ']);
  });

  it('says why it has ended: the stop sequence, the model, its calls, its length', () => {
    const said: Delta = { content: 'x', finish_reason: 'content_filter' };
    expect(grown(['x'], said).choice.finishReason(true)).toBe('stop');
    expect(grown([], said).choice.finishReason(true)).toBe('content_filter');
    expect(grown([], { tool_calls: [{ id: 'a' }] }).choice.finishReason(false)).toBe('tool_calls');
    expect(grown([], 'x').choice.finishReason(true)).toBe('length');
  });

  it('puts parallel calls together, and gives an id where the model has none', () => {
    const { choice, shown } = grown(
      [],
      {
        tool_calls: [
          { index: 0, function: { name: 'f' } },
          { index: 1, id: 'b', function: { name: 'g' } },
        ],
      },
      { tool_calls: [{ index: 1, function: { arguments: '{}' } }] },
    );
    expect(shown[0]?.tool_calls?.[0]?.id).toMatch(/^call_/);
    expect(shown[1]).toEqual({ tool_calls: [{ index: 1, function: { arguments: '{}' } }] });
    expect(choice.toolCalls).toMatchObject([
      { id: shown[0]?.tool_calls?.[0]?.id, function: { name: 'f', arguments: '' } },
      { id: 'b', type: 'function', function: { name: 'g', arguments: '{}' } },
    ]);
  });

  it('collects log probabilities', () => {
    const { choice } = grown(
      [],
      { content: 'a', logprobs: { content: [1] } },
      { content: 'b', logprobs: { content: [2] } },
    );
    expect(choice.logprobs).toEqual({ content: [1, 2] });
  });
});

describe('toDelta', () => {
  it('takes texts and deltas, and says what to do about anything else', () => {
    expect(toDelta('a')).toEqual({ content: 'a' });
    expect(() => toDelta({ token: 'a' })).toThrow('got an object with token; give the descriptor an encode');
    expect(() => toDelta(7)).toThrow('got number');
  });
});
