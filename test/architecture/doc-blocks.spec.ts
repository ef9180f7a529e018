import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import ts from 'typescript';
import { parseAllDocuments } from 'yaml';
import { fences } from './support/markdown.js';
import { exists, filesUnder, read, type TextFile } from './support/repository.js';

type Check = (code: string) => string | undefined;

const nothing: Check = () => undefined;

/** What can be said of a block by its language alone. A language that is not here would be checked by nobody. */
const CHECKS: Readonly<Record<string, Check>> = {
  // Compiled, as whole modules, by doc-samples.spec.ts.
  ts: nothing,
  // Needs a package that is not installed here, so no more than its syntax is looked at.
  typescript: (code) =>
    ts
      .transpileModule(code, { reportDiagnostics: true })
      .diagnostics?.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '))[0],
  json: (code) => {
    try {
      JSON.parse(code);
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  },
  yaml: (code) => parseAllDocuments(code).flatMap(({ errors }) => errors.map(({ message }) => message))[0],
  sh: (code) => {
    const { status, stderr } = spawnSync('bash', ['-n'], { input: code, encoding: 'utf8' });
    return status === 0 ? undefined : stderr;
  },
  dockerfile: (code) => (/^FROM \S/m.test(code) ? undefined : 'there is no FROM'),
  // Of another program, to be compared with ours; output; drawings.
  python: nothing,
  text: nothing,
  '': nothing,
  mermaid: nothing,
};

function problems(pages: readonly TextFile[]): string[] {
  return pages.flatMap(({ path, text }) =>
    fences(text).flatMap(({ language, code }) => {
      const check = Object.hasOwn(CHECKS, language) ? CHECKS[language] : undefined;
      const problem = check ? check(code) : 'nobody checks this language';
      return problem === undefined ? [] : [`${path}: \`\`\`${language}: ${problem}`];
    }),
  );
}

describe('code blocks of the documentation', () => {
  const top = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md'].filter(exists).map(read);

  it('can be read by what they are for', () => {
    expect(problems([...filesUnder('docs', '.md'), ...top])).toEqual([]);
  });

  it.each([
    ['json', '{ a: 1 }'],
    ['yaml', 'a: [1'],
    ['sh', 'for x in a; do echo'],
    ['typescript', 'const = 1'],
    ['dockerfile', 'RUN true'],
    ['js', 'const a = 1;'],
  ])('are noticed when they cannot: %s', (language, code) => {
    expect(problems([{ path: 'a.md', text: `\`\`\`${language}\n${code}\n\`\`\`\n` }])).toHaveLength(1);
  });
});
