import { describe, expect, it } from '@jest/globals';
import { parseArguments } from './arguments.js';

describe('the arguments of the bench', () => {
  it('mean all suites with enough rounds, and no check, when there are none', () => {
    expect(parseArguments([])).toMatchObject({ suites: [], check: false, json: undefined });
    expect(parseArguments([]).effort).toMatchObject({ rounds: 20, armMs: 2_000 });
  });

  it('name suites, a file, and the effort', () => {
    const args = ['idle', 'scale', '--check', '--json', 'out.json', '--quick', '--rounds', '7'];
    expect(parseArguments(args)).toMatchObject({
      suites: ['idle', 'scale'],
      check: true,
      json: 'out.json',
      effort: { rounds: 7, isQuick: true },
    });
  });

  it.each([
    [['--rounds', '0'], '--rounds must be a whole number above 0, got "0"'],
    [['--rounds', 'many'], '--rounds must be a whole number above 0, got "many"'],
    [['--fast'], "Unknown option '--fast'"],
  ])('%p are refused', (args, why) => {
    expect(() => parseArguments(args)).toThrow(why);
  });
});
