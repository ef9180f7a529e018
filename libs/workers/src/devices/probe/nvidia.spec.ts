import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findNvidia, hasNvidiaHint } from './nvidia.js';
import type { System } from './system.js';
import { thisSystem } from './this-system.js';
import { aSystem } from '../../testing/a-machine.js';

/** What `nvidia-smi` of driver 550 printed on machines that have what its columns say. */
const TWO = `0, GPU-aaaa0000-1, NVIDIA H100 80GB HBM3, 81559, Disabled
1, GPU-bbbb0000-2, NVIDIA H100 80GB HBM3, 81559, Disabled
`;
const CONSUMER = '0, GPU-cccc0000-3, NVIDIA GeForce RTX 4090, 24564, [N/A]\n';
const SLICED = `0, GPU-aaaa0000-1, NVIDIA A100-SXM4-40GB, 40960, Enabled
1, GPU-bbbb0000-2, NVIDIA A100-SXM4-40GB, 40960, Disabled
`;
const LIST = `GPU 0: NVIDIA A100-SXM4-40GB (UUID: GPU-aaaa0000-1)
  MIG 3g.20gb     Device  0: (UUID: MIG-1111-a)
  MIG 1g.5gb      Device  1: (UUID: MIG-2222-b)
GPU 1: NVIDIA A100-SXM4-40GB (UUID: GPU-bbbb0000-2)
`;

const onPosix = process.platform === 'win32' ? describe.skip : describe;

onPosix('the GPUs of a machine, with a real program and real files', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'nvidia-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  /** This machine, with another PATH and another root of the file system. */
  function system(): System {
    const real = thisSystem({ PATH: `${root}:/usr/bin:/bin` });
    return {
      ...real,
      platform: 'linux',
      readText: (path) => real.readText(join(root, path)),
      list: (folder) => real.list(join(root, folder)),
    };
  }

  const smi = (script: string): void => {
    writeFileSync(join(root, 'nvidia-smi'), `#!/bin/sh\n${script}\n`);
    chmodSync(join(root, 'nvidia-smi'), 0o755);
  };
  const prints = (query: string, list = ''): void => {
    writeFileSync(join(root, 'query'), query);
    writeFileSync(join(root, 'list'), list);
    smi(`case "$1" in --query-gpu=*) exec cat ${root}/query;; -L) exec cat ${root}/list;; *) exit 9;; esac`);
  };

  it('are those nvidia-smi lists', () => {
    prints(TWO);
    expect(findNvidia(system())).toEqual([
      { gpu: 0, uuid: 'GPU-aaaa0000-1', name: 'NVIDIA H100 80GB HBM3', memoryMiB: 81_559 },
      { gpu: 1, uuid: 'GPU-bbbb0000-2', name: 'NVIDIA H100 80GB HBM3', memoryMiB: 81_559 },
    ]);
  });

  it('need no memory of slices to be known', () => {
    prints(CONSUMER);
    expect(findNvidia(system())).toMatchObject([{ gpu: 0, name: 'NVIDIA GeForce RTX 4090' }]);
  });

  it('are slices, where a GPU is in MIG mode', () => {
    prints(SLICED, LIST);
    expect(findNvidia(system())).toMatchObject([
      { gpu: 0, uuid: 'MIG-1111-a', name: 'NVIDIA A100-SXM4-40GB MIG 3g.20gb' },
      { gpu: 0, uuid: 'MIG-2222-b', name: 'NVIDIA A100-SXM4-40GB MIG 1g.5gb' },
      { gpu: 1, uuid: 'GPU-bbbb0000-2' },
    ]);
  });

  it.each([
    ['fails', 'echo "NVIDIA-SMI has failed because it could not communicate with the driver"; exit 9'],
    ['crashes', 'kill -SEGV $$'],
    ['is not there', undefined],
  ])('are read from the driver’s files when nvidia-smi %s', (_, script) => {
    if (script !== undefined) smi(script);
    for (const [place, uuid] of [
      ['0000:3b:00.0', 'GPU-2'],
      ['0000:1a:00.0', 'GPU-1'],
    ] as const) {
      const folder = join(root, 'proc/driver/nvidia/gpus', place);
      mkdirSync(folder, { recursive: true });
      writeFileSync(
        join(folder, 'information'),
        `Model: \t\t NVIDIA L4\nIRQ:   \t\t 146\nGPU UUID: \t ${uuid}\n`,
      );
    }
    expect(findNvidia(system())).toEqual([
      { gpu: 0, uuid: 'GPU-1', name: 'NVIDIA L4' },
      { gpu: 1, uuid: 'GPU-2', name: 'NVIDIA L4' },
    ]);
  });

  it('are none where nothing is', () => expect(findNvidia(system())).toEqual([]));

  it('do not hang with a driver that hangs', () => {
    smi('exec sleep 60');
    const { code, reason } = system().run('nvidia-smi', [], 200);
    expect([code, reason]).toEqual([undefined, 'ETIMEDOUT']);
  });
});

describe('a hint of a GPU', () => {
  it.each([
    ['/proc/driver/nvidia/version', {}, true],
    ['/dev/nvidiactl', {}, true],
    ['/usr/lib/wsl/lib/nvidia-smi', {}, true],
    ['/dev/dri', {}, false],
    ['D:\\Win\\System32\\nvidia-smi.exe', { platform: 'win32', env: { SystemRoot: 'D:\\Win' } }, true],
    ['/dev/nvidiactl', { platform: 'darwin' }, false],
  ] as const)('%s on %j: %s', (file, differs, expected) =>
    expect(hasNvidiaHint(aSystem({ [file]: '' }, differs))).toBe(expected),
  );
});
