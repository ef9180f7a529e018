import { describe, expect, it } from '@jest/globals';
import { Company } from './company.js';

/** Enters, and tells whether it is in. */
function enter(company: Company, isSuspect: boolean): { isIn: boolean } {
  const state = { isIn: false };
  const waiting = company.enter(isSuspect);
  if (!waiting) state.isIn = true;
  void waiting?.then(() => (state.isIn = true));
  return state;
}

const turn = (): Promise<void> => Promise.resolve();

describe('Company', () => {
  it('lets any number run together', () => {
    const company = new Company();
    expect([enter(company, false), enter(company, false)]).toEqual([{ isIn: true }, { isIn: true }]);
  });

  it('gives a suspect the worker once the others have left, and keeps newcomers out meanwhile', async () => {
    const company = new Company();
    enter(company, false);
    enter(company, false);
    const suspect = enter(company, true);
    const newcomer = enter(company, false);
    company.leave();
    await turn();
    expect([suspect.isIn, newcomer.isIn]).toEqual([false, false]);
    company.leave();
    await turn();
    expect([suspect.isIn, newcomer.isIn]).toEqual([true, false]);
    company.leave();
    await turn();
    expect(newcomer.isIn).toBe(true);
  });

  it('takes suspects one after the other', async () => {
    const company = new Company();
    const suspects = [enter(company, true), enter(company, true)];
    expect(suspects.map(({ isIn }) => isIn)).toEqual([true, false]);
    company.leave();
    await turn();
    expect(suspects.map(({ isIn }) => isIn)).toEqual([true, true]);
  });

  it('lets others in while a suspect waits for what they do', async () => {
    const company = new Company();
    enter(company, true);
    const called = enter(company, false);
    expect(called.isIn).toBe(false);
    company.leave();
    await turn();
    expect(called.isIn).toBe(true);
    company.return();
    company.leave();
    const next = enter(company, true);
    expect(next.isIn).toBe(false);
    company.leave();
    await turn();
    expect(next.isIn).toBe(true);
  });
});
