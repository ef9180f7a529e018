import type { Accelerator } from '#common';
import { join } from 'node:path';
import type { ProviderState } from '../machine.js';
import { librariesOf, platformsOf } from '../platforms.js';
import type { ProgramResult, System } from './system.js';

const MAX_REASON = 160;

/** The first session on a GPU loads a gigabyte of libraries. */
const TIMEOUT_MS = 60_000;

const REBUILD = 'npm rebuild onnxruntime-node --ignore-scripts=false';

/** Whether sessions on an accelerator can be made: first a look for its libraries, then one is made, elsewhere. */
export function probeProvider(type: Accelerator, system: System): ProviderState {
  if (system.onnxruntime === undefined) return { state: 'unknown' };
  const { platform, arch } = system;
  const platforms = platformsOf(type);
  if (platforms && !platforms.includes(`${platform}-${arch}`)) {
    return {
      state: 'missing',
      why: `onnxruntime-node has no ${type} for ${platform}-${arch}`,
      cure: `it is there for ${platforms.join(', ')}`,
    };
  }
  return missingLibraries(type, system) ?? judge(type, system.tryProvider(type, TIMEOUT_MS));
}

/** Where the libraries of onnxruntime-node are; its folder is named after the version of Node's interface. */
export function libraryFolder({ onnxruntime, platform, arch, list }: System): string | undefined {
  if (onnxruntime === undefined) return undefined;
  const version = list(join(onnxruntime, 'bin')).find((name) => name.startsWith('napi-'));
  return version && join(onnxruntime, 'bin', version, platform, arch);
}

/** Names of the libraries of an accelerator that are not there. */
export function librariesMissing(type: Accelerator, system: System): readonly string[] {
  const folder = libraryFolder(system);
  const there = folder === undefined ? [] : system.list(folder);
  return librariesOf(type, system.platform).filter((name) => !there.includes(name));
}

function missingLibraries(type: Accelerator, system: System): ProviderState | undefined {
  const missing = librariesMissing(type, system);
  if (missing.length === 0) return undefined;
  const isBundled = system.platform === 'win32';
  return {
    state: 'missing',
    why: `onnxruntime-node is installed without ${missing.join(' and ')}`,
    cure: isBundled
      ? 'install the package again, it brings them'
      : `its install script downloads them, and has not run (ignore-scripts?): run '${REBUILD}'`,
  };
}

function judge(type: Accelerator, { code, reason, stderr }: ProgramResult): ProviderState {
  if (code === 0) return { state: 'usable' };
  const how =
    reason === 'ETIMEDOUT'
      ? `does not answer within ${TIMEOUT_MS} ms`
      : reason === undefined
        ? `fails: ${lastLine(stderr)}`
        : `crashes with ${reason}`;
  return {
    state: 'missing',
    why: `a session of onnxruntime-node on ${type} ${how}`,
    cure: NEEDS[type] ?? CHECK,
  };
}

const CHECK = "look at it with 'npx nestjs-litserve doctor'";

/** What an accelerator needs beside its libraries, by what is known of onnxruntime 1.22 to 1.30. */
const NEEDS: Readonly<Partial<Record<Accelerator, string>>> = {
  cuda: 'it needs the driver, CUDA 12 and cuDNN 9 where the loader finds them (LD_LIBRARY_PATH)',
  tensorrt:
    'it needs the driver, CUDA 12, cuDNN 9 and TensorRT 10 where the loader finds them (LD_LIBRARY_PATH)',
  webgpu: 'it needs a GPU with a driver for Vulkan (libvulkan.so.1), Direct3D 12 or Metal',
  dml: 'it needs a GPU with a driver for Direct3D 12',
};

function lastLine(text: string): string {
  const line = text.trim().split('\n').at(-1)?.trim() ?? '';
  if (line === '') return 'it says nothing';
  // onnxruntime begins with where in its source that was, and ends with what.
  return line.length > MAX_REASON ? `…${line.slice(-MAX_REASON)}` : line;
}
