import { describe, expect, it } from '@jest/globals';
import { ERRORS, type ErrorRule } from '#common';
import { tableRows } from './support/markdown.js';
import { read } from './support/repository.js';

/** Differences between the table of errors and the page about it: codes, statuses, and whether a retry makes sense. */
function differences(errors: Readonly<Record<string, ErrorRule>>, page: string): string[] {
  const rows = tableRows(page, 'code').map(([code = '', status = '', retry = '']) => ({
    code,
    status,
    retry,
  }));
  const inPage = new Set(rows.map(({ code }) => code));
  const missing = Object.keys(errors).filter((code) => !inPage.has(code));
  return [
    ...missing.map((code) => `${code} is not documented`),
    ...rows.flatMap(({ code, status, retry }) => {
      const rule = Object.hasOwn(errors, code) ? errors[code] : undefined;
      if (!rule) return [`${code} does not exist`];
      const expected = `${rule.status} ${rule.retryable ? 'yes' : 'no'}`;
      return `${status} ${retry}` === expected
        ? []
        : [`${code}: expected ${expected}, the page says ${status} ${retry}`];
    }),
  ];
}

describe('docs/reference/errors.md', () => {
  it('lists the codes there are', () => {
    expect(differences(ERRORS, read('docs/reference/errors.md').text)).toEqual([]);
  });

  it('has its 429s in docs/guides/overload.md, which says what to do', () => {
    const refusals = Object.entries<ErrorRule>(ERRORS).filter(([, { status }]) => status === 429);
    const codes = refusals.map(([code]) => code).toSorted();
    const rows = tableRows(read('docs/guides/overload.md').text, 'code').map(([code = '']) => code);
    expect(rows.slice(0, -1).toSorted()).toEqual(codes);
  });

  it('would be noticed to differ', () => {
    const rule: ErrorRule = { status: 429, message: '', retryable: true };
    const page = '| code | status | retry |\n| --- | --- | --- |\n| `a` | 429 | no |\n| `c` | 500 | no |\n';
    expect(differences({ a: rule, b: rule }, page)).toEqual([
      'b is not documented',
      'a: expected 429 yes, the page says 429 no',
      'c does not exist',
    ]);
  });
});
