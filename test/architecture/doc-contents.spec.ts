import { describe, expect, it } from '@jest/globals';
import { posix } from 'node:path';
import { linksOf, tableRows } from './support/markdown.js';
import { filesUnder, packageJson, read } from './support/repository.js';

/** Pages that their index does not list: the site and docs/README.md would both be without them. */
function forgotten(pages: readonly string[], index: string, text: string): string[] {
  const folder = posix.dirname(index);
  const listed = new Set(linksOf(text).map((target) => posix.join(folder, target.split('#')[0] ?? '')));
  return pages.filter((page) => page !== index && !listed.has(page));
}

/** The pages that VitePress makes of something else than their text are no pages of ours. */
const pages = filesUnder('docs', '.md')
  .map(({ path }) => path)
  .filter((path) => !path.includes('['));
const isDecision = (path: string): boolean => path.startsWith('docs/decisions/0');

describe('the contents of the documentation', () => {
  it('list every page', () => {
    const rest = pages.filter((path) => !isDecision(path));
    expect(forgotten(rest, 'docs/README.md', read('docs/README.md').text)).toEqual([]);
  });

  it('list every decision', () => {
    const index = 'docs/decisions/README.md';
    expect(forgotten(pages.filter(isDecision), index, read(index).text)).toEqual([]);
  });

  it('list every import', () => {
    const { name, exports } = packageJson();
    const published = Object.keys(exports)
      .filter((subpath) => subpath !== './package.json')
      .map((subpath) => name + subpath.slice(1));
    const listed = tableRows(read('docs/README.md').text, 'import').map(([one = '']) => one);
    expect(listed.toSorted()).toEqual(published.toSorted());
  });

  it('are noticed to lack one', () => {
    const text = '- [A](guides/a.md)\n- [B](guides/b.md#part)';
    const all = ['docs/README.md', 'docs/guides/a.md', 'docs/guides/b.md', 'docs/guides/c.md'];
    expect(forgotten(all, 'docs/README.md', text)).toEqual(['docs/guides/c.md']);
  });
});
