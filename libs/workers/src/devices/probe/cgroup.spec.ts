import { describe, expect, it } from '@jest/globals';
import { aSystem } from '../../testing/a-machine.js';
import { cpuBudget } from './cpu-budget.js';
import { cpuQuota, memoryLimit } from './cgroup.js';

const GROUP = '/proc/self/cgroup';
const quotaOf = (files: Record<string, string>): number | undefined => cpuQuota(aSystem(files));

describe('the CPU time of a control group', () => {
  it.each<[string, Record<string, string>, number | undefined]>([
    ['version 2', { [GROUP]: '0::/\n', '/sys/fs/cgroup/cpu.max': '150000 100000\n' }, 1.5],
    ['version 2, no limit', { [GROUP]: '0::/\n', '/sys/fs/cgroup/cpu.max': 'max 100000\n' }, undefined],
    [
      'version 2, the lowest of the groups above',
      {
        [GROUP]: '0::/pod/app\n',
        '/sys/fs/cgroup/cpu.max': 'max 100000',
        '/sys/fs/cgroup/pod/cpu.max': '200000 100000',
        '/sys/fs/cgroup/pod/app/cpu.max': '400000 100000',
      },
      2,
    ],
    [
      'version 1',
      {
        [GROUP]: '5:cpu,cpuacct:/docker/1\n1:name=systemd:/\n0::/\n',
        '/sys/fs/cgroup/cpu,cpuacct/docker/1/cpu.cfs_quota_us': '50000\n',
        '/sys/fs/cgroup/cpu,cpuacct/docker/1/cpu.cfs_period_us': '100000\n',
      },
      0.5,
    ],
    [
      'version 1 in a container, where the path is the host’s',
      {
        [GROUP]: '5:cpuacct,cpu:/docker/1\n',
        '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '300000\n',
        '/sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n',
      },
      3,
    ],
    [
      'version 1, no limit',
      {
        [GROUP]: '5:cpu:/\n',
        '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '-1\n',
        '/sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n',
      },
      undefined,
    ],
    ['none', {}, undefined],
    ['files that say nothing', { [GROUP]: 'x\n0::/\n', '/sys/fs/cgroup/cpu.max': '' }, undefined],
  ])('is read from %s', (_, files, quota) => expect(quotaOf(files)).toBe(quota));

  it('is a matter of Linux', () => {
    const files = { [GROUP]: '0::/\n', '/sys/fs/cgroup/cpu.max': '100000 100000' };
    expect(cpuQuota(aSystem(files, { platform: 'darwin' }))).toBeUndefined();
  });
});

describe('the memory of a control group', () => {
  it.each<[Record<string, string>, number | undefined]>([
    [{ [GROUP]: '0::/\n', '/sys/fs/cgroup/memory.max': '1048576\n' }, 1_048_576],
    [{ [GROUP]: '0::/\n', '/sys/fs/cgroup/memory.max': 'max\n' }, undefined],
    [{ [GROUP]: '4:memory:/\n', '/sys/fs/cgroup/memory/memory.limit_in_bytes': '2097152\n' }, 2_097_152],
    [
      { [GROUP]: '4:memory:/\n', '/sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712\n' },
      undefined,
    ],
  ])('%j', (files, bytes) => expect(memoryLimit(aSystem(files))).toBe(bytes));
});

describe('the CPUs of a process', () => {
  it('have numbers on Linux and Windows', () => {
    const status = { '/proc/self/status': 'Name:\tnode\nCpus_allowed_list:\t4-6,9\n' };
    expect(cpuBudget(aSystem(status, { cpus: 4 }))).toMatchObject({ count: 4, numbers: [4, 5, 6, 9] });
    expect(cpuBudget(aSystem({}, { cpus: 2, platform: 'win32' })).numbers).toEqual([0, 1]);
    expect(cpuBudget(aSystem({}, { cpus: 2, platform: 'darwin' })).numbers).toBeUndefined();
  });
});
