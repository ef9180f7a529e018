import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const namesIn = (path: string, name: RegExp): string[] =>
  Array.from(readFileSync(join(root, path), 'utf8').matchAll(name), ([, found]) => found ?? '').toSorted();

describe('docs/reference/environments.md', () => {
  it('has a row for every environment that is tried, and no other', () => {
    const tried = namesIn('test/environments/rows.mjs', /\bname: '([\w-]+)'/g);
    expect(tried.length).toBeGreaterThan(20);
    expect(namesIn('docs/reference/environments.md', /^\| `([\w-]+)`/gm)).toEqual(tried);
  });
});
