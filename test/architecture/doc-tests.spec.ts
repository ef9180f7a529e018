import { describe, expect, it } from '@jest/globals';
import markdownTests from '../support/markdown-tests.mjs';
import { codeBlocks } from './support/markdown.js';
import { filesUnder } from './support/repository.js';

const page = (...blocks: string[]): string => blocks.map((code) => `\`\`\`ts\n${code}\n\`\`\`\n`).join('\n');
const TEST = "import { it } from '@jest/globals';\n";

/** Names of the describes that a page becomes. */
const namesIn = (text: string): string[] =>
  [...markdownTests.process(text).code.matchAll(/^describe\("([^"]+)"/gm)].map(([, name]) => name ?? '');

describe('examples that are tests', () => {
  it('run where they stand: only guides have any', () => {
    const pages = filesUnder('docs', '.md').filter(({ text }) =>
      codeBlocks(text, 'ts').some((code) => code.includes('@jest/globals')),
    );
    expect(pages.filter(({ path }) => !/^docs\/guides\/[^/]+$/.test(path))).toEqual([]);
    expect(pages.map(({ path }) => path)).toContain('docs/guides/testing.md');
  });

  it('are the blocks that import the runner, with what these import; others may be programs', () => {
    const text = page(
      'await start();',
      '// src/a.ts\nexport const a = 1;',
      `// src/a.spec.ts\n${TEST}import { a } from './a.js';\nit('is', () => void a);`,
    );
    expect(namesIn(text)).toEqual(['the block at line 11']);
    const { code } = markdownTests.process(text);
    expect(code).toContain('"src/a.ts": (require, exports)');
    expect(code).not.toContain('start()');
  });

  it('may import no block that is not there', () => {
    const text = page(`// src/a.spec.ts\n${TEST}import { a } from './a.js';\nit('is', () => void a);`);
    expect(() => namesIn(text)).toThrow('src/a.spec.ts imports ./a.js, which is no block of this page');
  });
});
