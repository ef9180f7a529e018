import { describe as group, expect, it } from '@jest/globals';
import { checkOptions, describe, duration, either, oneOf, wholeNumber } from './option-rules.js';

const RULES = { size: wholeNumber(1, 8), waitMs: duration(), mode: either(oneOf('auto'), wholeNumber(0)) };

group('checkOptions', () => {
  it('finds nothing wrong with good options, and takes undefined for not given', () => {
    expect(checkOptions('X', { size: 8, waitMs: 0.5, mode: 'auto' }, RULES)).toEqual([]);
    expect(checkOptions('X', { size: undefined }, RULES)).toEqual([]);
  });

  it('reports every problem with place, option, rule and value', () => {
    expect(checkOptions('X', { size: 9, waitMs: -1, mode: 'manual' }, RULES)).toEqual([
      'X: size must be a whole number from 1 to 8, got 9',
      'X: waitMs must be milliseconds from 0 to 2147483647, got -1',
      'X: mode must be one of "auto", or a whole number of at least 0, got "manual"',
    ]);
  });

  it.each([NaN, Infinity, 2 ** 31, '5', null, [], 1n])('refuses %p as a duration', (waitMs) => {
    expect(checkOptions('X', { waitMs }, RULES)).toHaveLength(1);
  });

  it('names an unknown option and the known ones, even if its name is one of Object', () => {
    expect(checkOptions('X', { sise: 1 }, RULES)).toEqual([
      'X: unknown option "sise"; known are size, waitMs, mode',
    ]);
    expect(checkOptions('X', { constructor: 1 }, RULES)).toHaveLength(1);
  });
});

group('describe', () => {
  it.each([
    [5n, '5n'],
    [NaN, 'NaN'],
    [Symbol('s'), 'Symbol(s)'],
    [undefined, 'undefined'],
    [function named() {}, 'function named'],
    ['x'.repeat(100), `"${'x'.repeat(76)}...`],
  ])('shows %p', (value, text) => expect(describe(value)).toBe(text));

  it('survives what JSON cannot show', () => {
    const cyclic: Record<string, unknown> = {};
    cyclic['self'] = cyclic;
    expect(describe(cyclic)).toBe('[object Object]');
  });
});
