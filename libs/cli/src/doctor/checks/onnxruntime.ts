import { probeProvider } from '#workers';
import { join } from 'node:path';
import type { DoctorSystem } from '../doctor-system.js';
import { ok, wrong, type Finding } from '../finding.js';
import { readRecord } from '../packages.js';

const CHECK = 'onnxruntime';

/** Whether onnxruntime-node is there and its native part runs, in a process of its own. */
export function checkOnnxruntime(system: DoctorSystem): Finding[] {
  const { onnxruntime, readText, platform, arch } = system;
  if (onnxruntime === undefined) {
    return [ok(CHECK, 'onnxruntime-node is not installed; only nestjs-litserve/onnx needs it')];
  }
  const version = String(readRecord(readText(join(onnxruntime, 'package.json')))['version']);
  const state = probeProvider('cpu', system);
  if (state.state !== 'missing') return [ok(CHECK, `onnxruntime-node ${version} loads and runs on the CPU`)];
  return [
    wrong(
      CHECK,
      `onnxruntime-node ${version} does not run: ${state.why}`,
      `install it again on this machine (it has binaries for each platform, this is ${platform}-${arch}); on Alpine ` +
        'use an image with glibc',
    ),
  ];
}
