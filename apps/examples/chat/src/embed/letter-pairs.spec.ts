import { describe, expect, it } from '@jest/globals';
import { LetterPairs } from './letter-pairs.js';
import { padRight } from 'nestjs-litserve/onnx';

describe('pairs of letters', () => {
  const model = new LetterPairs();

  it('give vectors of length 1, of which padding is no part', async () => {
    const [kitten, empty] = await model.embed(
      padRight([model.encode('kitten'), model.encode('')], { length: 1 }),
    );
    expect(Math.hypot(...kitten!)).toBeCloseTo(1, 6);
    expect(Math.hypot(...empty!)).toBeCloseTo(1, 6);
    expect(await model.embed(padRight([model.encode('')], { length: 1 }))).toEqual([empty]);
  });

  it('give zeros for no tokens', async () => {
    expect(await model.embed(padRight([[]], { length: 1 }))).toEqual([new Float32Array(64)]);
  });
});
