import { describe, expect, it } from '@jest/globals';
import { IsolationBudget } from './isolation-budget.js';
import { RetryPolicy, type RetryRules } from './retry-policy.js';
import type { CrashKind } from './work-queue.js';

const suspect = () => ({ strikes: 0, selfStrikes: 0 });

function policy(rules: Partial<RetryRules> = {}, budget = new IsolationBudget()): RetryPolicy {
  return new RetryPolicy({ onBatchError: 'isolate', onCrash: 'retry', ...rules }, budget);
}

describe('RetryPolicy', () => {
  it.each<[CrashKind[], boolean]>([
    [['self'], true],
    [['self', 'self'], false],
    [['killed', 'killed'], true],
    [['killed', 'killed', 'killed'], false],
    [['killed', 'self'], true],
    [['killed', 'self', 'killed'], false],
  ])('after crashes %j alone runs it again: %p', (crashes, again) => {
    const item = suspect();
    const rules = policy();
    const verdicts = crashes.map((kind) => rules.afterCrash([item], 1, kind, false));
    expect(verdicts.at(-1)).toEqual(again ? [[item]] : []);
  });

  it('blames nobody for a crash in company', () => {
    const items = [suspect(), suspect(), suspect()];
    const rules = policy();
    for (let i = 0; i < 5; i++) {
      expect(rules.afterCrash(items, 3, 'self', false)).toEqual([items.slice(0, 2), items.slice(2)]);
    }
    expect(items).toEqual([suspect(), suspect(), suspect()]);
  });

  it('does not blame an item that ran by itself beside other runs, however often', () => {
    const item = suspect();
    for (let i = 0; i < 5; i++) expect(policy().afterCrash([item], 1, 'self', true)).toEqual([[item]]);
    expect(item).toEqual(suspect());
  });

  it('does not blame the last of a batch whose others have left', () => {
    const item = suspect();
    expect(policy().afterCrash([item], 4, 'self', false)).toEqual([[item]]);
    expect(policy().afterFailure([item], 4)).toEqual([[item]]);
    expect(item).toEqual(suspect());
  });

  it('halves a failed batch, and lets an item that fails alone fail', () => {
    expect(policy().afterFailure(['a', 'b'], 2)).toEqual([['a'], ['b']]);
    expect(policy().afterFailure(['a'], 1)).toEqual([]);
  });

  it('runs nothing again when the endpoint says so', () => {
    const rules = policy({ onBatchError: 'fail', onCrash: 'fail' });
    expect(rules.afterCrash([suspect()], 1, 'killed', false)).toEqual([]);
    expect(rules.afterCrash([suspect(), suspect()], 2, 'killed', false)).toEqual([]);
    expect(rules.afterFailure(['a', 'b'], 2)).toEqual([]);
  });

  it('counts small runs for as little as they are', () => {
    const budget = new IsolationBudget();
    const rules = policy({}, budget);
    budget.earn(16);
    let halvings = 0;
    while (rules.afterFailure(['a', 'b'], 2).length > 0) halvings++;
    expect(halvings).toBe(64 * 8);
  });

  it('stops isolating when a tenth of the recent runs is spent on it', () => {
    const budget = new IsolationBudget();
    const rules = policy({}, budget);
    const isolates = () => rules.afterFailure(['a', 'b'], 2).length > 0;
    budget.earn(2);
    let batches = 0;
    while (isolates()) batches++;
    expect(batches).toBe(64);
    for (let run = 0; run < 9; run++) budget.earn(2);
    expect(isolates()).toBe(false);
    for (let run = 0; run < 2; run++) budget.earn(2);
    expect(isolates()).toBe(true);
    expect(isolates()).toBe(false);
  });
});
