import { describe, expect, it } from '@jest/globals';
import { LetterPairs } from './letter-pairs.js';
import { padTokens } from '../../../embed/src/static-embed/padded-tokens.js';

describe('pairs of letters', () => {
  const model = new LetterPairs();

  it('give vectors of length 1, of which padding is no part', async () => {
    const [kitten, empty] = await model.embed(padTokens([model.encode('kitten'), model.encode('')]));
    expect(Math.hypot(...kitten!)).toBeCloseTo(1, 6);
    expect(Math.hypot(...empty!)).toBeCloseTo(1, 6);
    expect(await model.embed(padTokens([model.encode('')]))).toEqual([empty]);
  });

  it('give zeros for no tokens', async () => {
    expect(await model.embed(padTokens([[]]))).toEqual([new Float32Array(64)]);
  });
});
