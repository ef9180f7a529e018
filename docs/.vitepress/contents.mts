import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const DOCS = new URL('../', import.meta.url).pathname;

export interface Page {
  readonly text: string;
  /** Below `docs`, without ending: `guides/batching`. */
  readonly path: string;
}

export interface Chapter {
  readonly text: string;
  readonly pages: readonly Page[];
}

/**
 * What docs/README.md lists under its headings, in its order: a page is added there, and nowhere else. A spec sees that
 * every page is. Links that lead out of the folder are none of the site.
 */
export function contents(): Chapter[] {
  const [, ...sections] = readFileSync(join(DOCS, 'README.md'), 'utf8').split(/^## /m);
  return sections
    .map((section) => ({
      text: section.split('\n', 1)[0] ?? '',
      pages: [...section.matchAll(/^- \[(.+?)\]\(([a-z][^)]*)\.md\)/gm)].map(([, text = '', path = '']) => ({
        text,
        path,
      })),
    }))
    .filter(({ pages }) => pages.length > 0);
}

/** Decisions, by number, with what their first line says. */
export function decisions(): Page[] {
  return readdirSync(join(DOCS, 'decisions'))
    .filter((file) => /^\d{4}-.*\.md$/.test(file))
    .toSorted()
    .map((file) => ({
      text:
        readFileSync(join(DOCS, 'decisions', file), 'utf8')
          .split('\n', 1)[0]
          ?.replace('# ', '') ?? file,
      path: `decisions/${file.replace(/\.md$/, '')}`,
    }));
}
