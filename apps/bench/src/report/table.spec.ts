import { describe, expect, it } from '@jest/globals';
import { judge } from '../measure/compare.js';
import { atMost, rowOf } from './row.js';
import { table } from './table.js';

describe('table', () => {
  it('shows what was reached, how sure that is, and what it was compared with', () => {
    const rounds = [1, 1.02, 0.98, 1.01, 0.99, 1].map((ratio) => ({
      ours: { cpuUs: 30 * ratio },
      nest: { cpuUs: 30 },
    }));
    const row = rowOf(rounds, {
      name: 'CPU over nest',
      limit: atMost(1.15),
      unit: 'x',
      value: ({ ours, nest }) => (ours?.['cpuUs'] ?? NaN) / (nest?.['cpuUs'] ?? NaN),
      show: ['cpuUs', 'µs'],
    });

    expect(table([row])).toBe(
      [
        '| row           | target   | median | 95 %                | spread | verdict | measured (medians)     |',
        '| ------------- | -------- | ------ | ------------------- | ------ | ------- | ---------------------- |',
        '| CPU over nest | ≤ 1.15 x | 1 x    | 0.98 to 1.02, n = 6 | 2 %    | pass    | ours 30 µs, nest 30 µs |',
      ].join('\n'),
    );
  });

  it('has a line without a target, too', () => {
    const row = { name: 'a', unit: 'ms', figure: judge([1]), rounds: 1, measured: {}, measuredUnit: 'ms' };
    expect(table([row])).toContain('no target');
  });
});
