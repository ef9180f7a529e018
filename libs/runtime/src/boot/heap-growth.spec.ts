import { describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { makeFullCollectionsRare } from './heap-growth.js';

function withHeap(megabytes: number): { readonly changed: boolean; readonly flags: readonly string[] } {
  const flags: string[] = [];
  const changed = makeFullCollectionsRare({
    usedBytes: () => megabytes * 1024 ** 2,
    setFlags: (text) => flags.push(text),
  });
  return { changed, flags };
}

describe('makeFullCollectionsRare', () => {
  it('changes the rule of a small heap, and leaves a large one alone', () => {
    expect(withHeap(20)).toEqual({ changed: true, flags: ['--heap-growing-percent=200'] });
    expect(withHeap(65)).toEqual({ changed: false, flags: [] });
  });

  it('sets a flag that this V8 has', () => {
    const [flag = ''] = withHeap(20).flags;
    expect(() => execFileSync(process.execPath, [flag, '-e', '0'], { stdio: 'pipe' })).not.toThrow();
    expect(() => execFileSync(process.execPath, [`${flag}0x`, '-e', '0'], { stdio: 'pipe' })).toThrow();
  });
});
