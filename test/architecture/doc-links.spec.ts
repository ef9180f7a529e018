import { describe, expect, it } from '@jest/globals';
import { posix } from 'node:path';
import { linksOf } from './support/markdown.js';
import { exists, filesUnder, read, type TextFile } from './support/repository.js';

/** Links to files that are not there, and headings that are not in them. */
function deadLinks(
  pages: readonly TextFile[],
  isThere: (path: string) => boolean,
  textOf: (path: string) => string,
): string[] {
  return pages.flatMap(({ path, text }) =>
    linksOf(text)
      .filter((target) => !/^[a-z]+:/.test(target))
      .filter((target) => {
        const [file = '', anchor] = target.split('#');
        const aim = file === '' ? path : posix.join(posix.dirname(path), file);
        if (!isThere(aim)) return true;
        return anchor !== undefined && aim.endsWith('.md') && !anchorsOf(textOf(aim)).includes(anchor);
      })
      .map((target) => `${path}: ${target}`),
  );
}

/** The names under which headings can be linked, as the usual renderers make them. */
function anchorsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  );
}

describe('links of the documentation', () => {
  it('lead somewhere', () => {
    const top = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'].filter(exists).map(read);
    const pages = [...filesUnder('docs', '.md'), ...top];
    expect(deadLinks(pages, exists, (path) => read(path).text)).toEqual([]);
  });

  it('are noticed when they do not', () => {
    const text =
      '[a](b.md) [b](../c.md) [c](#first-part) [d](#second) [e](https://example.com)\n\n## First part';
    const links = deadLinks(
      [{ path: 'docs/a.md', text }],
      (path) => path !== 'c.md',
      () => text,
    );
    expect(links).toEqual(['docs/a.md: ../c.md', 'docs/a.md: #second']);
  });
});
