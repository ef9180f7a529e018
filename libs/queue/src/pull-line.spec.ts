import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { PullLine, type InLine } from './pull-line.js';

class Standing implements InLine<Standing> {
  before: Standing | undefined;
  after: Standing | undefined;
  line: PullLine<Standing> | undefined;
}

describe('PullLine', () => {
  it('keeps the order of those who joined, whoever leaves and joins again', () => {
    const steps = fc.array(fc.nat({ max: 7 }), { maxLength: 60 });
    fc.assert(
      fc.property(steps, (numbers) => {
        const line = new PullLine<Standing>();
        const all = Array.from({ length: 8 }, () => new Standing());
        let expected: Standing[] = [];
        for (const number of numbers) {
          const one = all[number] as Standing;
          const stands = expected.includes(one);
          expect(line.leave(one)).toBe(stands);
          if (stands) expected = expected.filter((other) => other !== one);
          else {
            line.join(one);
            expected.push(one);
          }
          expect([...line]).toEqual(expected);
          expect(line.first).toBe(expected[0]);
        }
      }),
    );
  });

  it('lets nobody leave who stands in another', () => {
    const [one, other] = [new PullLine<Standing>(), new PullLine<Standing>()];
    const standing = new Standing();
    other.join(standing);
    expect(one.leave(standing)).toBe(false);
    expect([...other]).toEqual([standing]);
  });
});
