import { describe, expect, it } from '@jest/globals';
import { workerFlags, workerNodeOptions } from './exec-args.js';

describe('workerFlags', () => {
  it.each([
    [['--inspect']],
    [['--inspect=127.0.0.1:9229']],
    [['--inspect-brk', '--inspect-port', '0']],
    [['--inspect-publish-uid=http']],
    [['--debug-port=1']],
    [['--watch', '--watch-path', './src', '--watch-preserve-output']],
    [['--test', '--test-name-pattern', 'x', '--test-reporter=spec', '--experimental-test-coverage']],
    [['-e', 'console.log(1)']],
    [['--eval', '1']],
    [['--eval=1']],
    [['-p', '1']],
    [['-pe', '1']],
    [['--print', '1', '--input-type', 'module']],
    [['--input-type=module']],
    [['-i']],
    [['--interactive']],
  ])('drops %j', (flags) => expect(workerFlags(flags)).toEqual([]));

  it.each([
    [['--import', 'tsx', '--enable-source-maps']],
    [['-r', './register.js', '--max-old-space-size=512']],
    [['--experimental-vm-modules', '-C', 'source']],
    [['--import=./hooks.mjs', '--env-file=.env']],
    [['--expose-internals', '--expose-gc']],
  ])('keeps %j', (flags) => expect(workerFlags(flags)).toEqual(flags));

  it('keeps what stands around a dropped flag and its value', () => {
    expect(workerFlags(['--import', 'tsx', '--inspect-port', '9230', '-r', 'x'])).toEqual([
      '--import',
      'tsx',
      '-r',
      'x',
    ]);
  });
});

describe('workerNodeOptions', () => {
  it('drops the debugger and keeps the rest, quoted paths included', () => {
    expect(workerNodeOptions('--require "/a b/c.js" --inspect-publish-uid=http --max-old-space-size=9')).toBe(
      '--require "/a b/c.js" --max-old-space-size=9',
    );
  });

  it('does not see flags inside quotes', () => {
    expect(workerNodeOptions('--require "/x --inspect y.js"')).toBe('--require "/x --inspect y.js"');
  });

  it('is empty for nothing', () => expect(workerNodeOptions('  ')).toBe(''));
});
