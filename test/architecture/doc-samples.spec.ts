import { describe, expect, it } from '@jest/globals';
import { compile } from './support/compile.js';
import { codeBlocks } from './support/markdown.js';
import { filesUnder, read, type TextFile } from './support/repository.js';

const SLOW_MS = 120_000;

/**
 * Each `ts` block is a whole module, which a reader can paste. One whose first line names a file (`// src/app.ts`) can
 * be imported by the others of its page; the second one of a page is `2.ts` if it has no name.
 */
function samples(pages: readonly TextFile[]): TextFile[] {
  return pages.flatMap(({ path, text }) =>
    codeBlocks(text, 'ts').map((code, index) => {
      const name = /^\/\/ (\S+\.ts)\n/.exec(code)?.[1] ?? `${index + 1}.ts`;
      return { path: `${path}/${name}`, text: code };
    }),
  );
}

/** The first program of README.md, with what it leaves out: where the names come from, and a DTO. */
function readmeSample(): TextFile {
  const [code = ''] = codeBlocks(read('README.md').text, 'ts');
  const prelude = `import { Body, Module } from '@nestjs/common';
    import { ConfigService } from '@nestjs/config';
    import { Device, LitEndpoint, LitServeModule } from 'nestjs-litserve';
    import { argmax, OnnxModel } from 'nestjs-litserve/onnx';
    class DigitsDto { pixels!: number[] }\n`;
  return { path: 'docs/README.ts', text: prelude + code };
}

/** The JSON under the heading of a route, if the page shows any. */
function answerOf(route: string): string | undefined {
  const sections = read('docs/reference/http.md').text.split(/^## /m);
  return codeBlocks(sections.find((section) => section.startsWith(`\`GET /${route}\``)) ?? '', 'json')[0];
}

describe('code in the documentation', () => {
  it(
    'compiles',
    () => {
      const found = samples(filesUnder('docs', '.md'));
      expect(found.length).toBeGreaterThan(10);
      expect(readmeSample().text).toContain('@LitEndpoint(');
      expect(compile([...found, readmeSample()])).toEqual([]);
    },
    SLOW_MS,
  );

  it(
    'shows answers of the shape they have',
    () => {
      const text = `import type { HealthReport, InfoReport } from 'nestjs-litserve';
        export const health: HealthReport = ${answerOf('health')};
        export const info: InfoReport = ${answerOf('info')};`;
      expect(compile([{ path: 'docs/reference/http.md/answers.ts', text }])).toEqual([]);
    },
    SLOW_MS,
  );

  it(
    'would be noticed not to',
    () => {
      const blocks = [
        '// a.ts\nexport const a = 1;',
        "import { a } from './a.js';\nexport const text: string = a;",
      ];
      const text = blocks.map((block) => `\`\`\`ts\n${block}\n\`\`\`\n`).join('\n');
      expect(compile(samples([{ path: 'docs/page.md', text }]))).toEqual([
        "docs/page.md/2.ts:2 Type 'number' is not assignable to type 'string'.",
      ]);
    },
    SLOW_MS,
  );
});
