import { describe, expect, it } from '@jest/globals';
import { tableRows } from './support/markdown.js';
import { documentedDefaults } from './support/option-defaults.js';
import { filesUnder, packageJson, read, type TextFile } from './support/repository.js';

const sources = filesUnder('libs', '.ts').filter(({ path }) => !path.endsWith('.spec.ts'));
const pages = filesUnder('docs', '.md');

/** What the package exports that ends in Options: all that a user can write in braces. */
function exportedOptions(): string[] {
  const indexes = Object.values(packageJson().exports).flatMap((target) =>
    typeof target === 'string'
      ? []
      : [(target['types'] ?? '').replace('./dist/', '').replace('.d.ts', '.ts')],
  );
  const names = indexes.flatMap((path) => read(path).text.match(/\b[A-Z]\w+Options\b/g) ?? []);
  return [...new Set(names)].toSorted();
}

/** Options that no page names, as code or in an example. Tables of defaults have specs of their own. */
function unnamed(options: readonly string[], files: readonly TextFile[], text: string): string[] {
  return options.flatMap((name) => {
    const file = files.find((one) => new RegExp(`export interface ${name}\\b`).test(one.text));
    if (!file) return [];
    return [...documentedDefaults(file, name).keys()]
      .filter((field) => !new RegExp(`\\b${field}\\b`).test(text))
      .map((field) => `${name}.${field} is in no page`);
  });
}

/** The code of pages: what stands in marks or in blocks. Words of the prose do not count. */
const codeOf = (files: readonly TextFile[]): string =>
  files.flatMap(({ text }) => text.match(/```[\s\S]*?```|`[^`\n]+`/g) ?? []).join('\n');

describe('names in the documentation', () => {
  it('are all fields of exported options', () => {
    const options = exportedOptions();
    expect(options.length).toBeGreaterThan(20);
    expect(unnamed(options, sources, codeOf(pages))).toEqual([]);
  });

  it('are all environment variables of ours', () => {
    const inCode = sources.flatMap(
      ({ text }) => text.match(/(?<=['"`[.])LITSERVE_(?!VERSION\b)[A-Z_]+\b/g) ?? [],
    );
    const rows = tableRows(read('docs/reference/options.md').text, 'variable').map(([name = '']) => name);
    const ours = rows.filter((name) => name.startsWith('LITSERVE_'));
    expect(ours.toSorted()).toEqual([...new Set(inCode)].toSorted());
  });

  it('are all headers of ours', () => {
    const sent = sources.flatMap(({ text }) => text.match(/(?<=['"`])x-litserve-[a-z-]+(?=['"`])/g) ?? []);
    const rows = tableRows(read('docs/reference/http.md').text, 'header').map(([name = '']) => name);
    const ours = rows.filter((name) => name.startsWith('x-litserve-'));
    expect(ours.toSorted()).toEqual([...new Set(sent)].toSorted());
  });

  it('are noticed to be missing', () => {
    const text = 'export interface AOptions { /** x */ readonly seen?: number; readonly forgotten?: number }';
    expect(unnamed(['AOptions'], [{ path: 'a.ts', text }], '`seen`, not `forgottenThings`')).toEqual([
      'AOptions.forgotten is in no page',
    ]);
  });
});
