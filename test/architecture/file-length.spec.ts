import { describe, expect, it } from '@jest/globals';
import { filesUnder, type TextFile } from './support/repository.js';
import { isForSpecs } from './support/sources.js';

/** A file that needs more is more than one concept. A spec shows many cases of one. */
const MAX_LINES = 300;
const MAX_SPEC_LINES = 500;

function tooLong(files: readonly TextFile[]): string[] {
  return files
    .map(({ path, text }) => ({ path, lines: text.replace(/\n$/, '').split('\n').length }))
    .filter(({ path, lines }) => lines > (isForSpecs(path) ? MAX_SPEC_LINES : MAX_LINES))
    .map(({ path, lines }) => `${path}: ${lines} lines`);
}

describe('files of libs and apps', () => {
  it(`have at most ${MAX_LINES} lines, specs ${MAX_SPEC_LINES}`, () => {
    expect(tooLong([...filesUnder('libs', '.ts'), ...filesUnder('apps', '.ts')])).toEqual([]);
  });

  it('are counted as an editor counts them', () => {
    const lines = { 'a.ts': 300, 'b.ts': 301, 'a.spec.ts': 301, 'b.spec.ts': 501 };
    const files = Object.entries(lines).map(([path, count]) => ({ path, text: 'x\n'.repeat(count) }));
    expect(tooLong(files)).toEqual(['b.ts: 301 lines', 'b.spec.ts: 501 lines']);
  });
});
