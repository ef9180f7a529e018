import { describe, expect, it } from '@jest/globals';
import { BootFailures } from './boot-failures.js';
import { WorkerBootError } from './worker-boot.error.js';

const own = new WorkerBootError('pool', 0, 'broken', false, undefined);
const killed = new WorkerBootError('pool', 0, 'killed', true, undefined);

describe('BootFailures', () => {
  it('takes the first boot at its word, and gives one that was killed a second chance', () => {
    const failures = new BootFailures(() => ['a']);
    failures.failed('a', killed);
    expect(failures.isDown).toBe(false);
    failures.failed('a', killed);
    expect(failures.isDown).toBe(true);
    const others = new BootFailures(() => ['a', 'b']);
    others.failed('a', own);
    expect(others.isDown).toBe(false);
    others.failed('b', own);
    expect(others.isDown).toBe(true);
  });

  it.each([
    ['three failures in a row', own, 3],
    ['six kills in a row', killed, 6],
  ])('gives a pool that has been ready %s', (_, failure, tries) => {
    const failures = new BootFailures(() => ['a']);
    failures.ready('a');
    for (let i = 1; i < tries; i++) failures.failed('a', failure);
    expect(failures.isDown).toBe(false);
    failures.failed('a', failure);
    expect(failures.isDown).toBe(true);
  });

  it('forgets them when a boot succeeds', () => {
    const failures = new BootFailures(() => ['a']);
    failures.failed('a', own);
    failures.ready('a');
    expect(failures.isDown).toBe(false);
    failures.failed('a', own);
    failures.failed('a', own);
    expect(failures.isDown).toBe(false);
  });
});
