/** A page for each subpath of the package, from the Markdown that tools/docs.mjs has written from its types. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const PAGES = fileURLToPath(new URL('../../../dist/api/pages/', import.meta.url));
const PACKAGE = 'nestjs-litserve';

const nameOf = (module) => (module === PACKAGE ? PACKAGE : `${PACKAGE}/${module}`);

/** The subpaths, the root first, as entries of a sidebar. */
export function apiPages() {
  return readdirSync(PAGES)
    .map((file) => file.replace(/\.md$/, ''))
    .filter((module) => module !== 'README')
    .toSorted((a, b) => Number(b === PACKAGE) - Number(a === PACKAGE) || a.localeCompare(b))
    .map((module) => ({ text: nameOf(module), path: `reference/api/${module}` }));
}

export default {
  paths: () =>
    apiPages().map(({ text, path }) => {
      const module = path.split('/').at(-1);
      const markdown = readFileSync(`${PAGES}${module}.md`, 'utf8');
      return { params: { module }, content: markdown.replace(/^# .*/, `# \`${text}\``) };
    }),
};
