import { resolve } from 'node:path';
import { describeOnnx, type OnnxValue } from '#onnx';
import type { DoctorSystem } from '../doctor-system.js';
import { ok, warn, wrong, type Finding } from '../finding.js';

const CHECK = 'model';
const KIB = 1024;
const TIMEOUT_MS = 120_000;

/** One model file: what it takes and gives, whether it can be batched, and whether it loads, in a process of its own. */
export function checkModel(system: DoctorSystem, path: string): Finding[] {
  const file = resolve(system.folder, path);
  const bytes = system.fileBytes(file);
  if (bytes === undefined) return [wrong(CHECK, `there is no file at ${file}`, 'check the path')];
  let described;
  try {
    described = describeOnnx(file);
  } catch (error) {
    return [wrong(CHECK, (error as Error).message, 'export it again as ONNX, whole')];
  }
  const { inputs, outputs } = described;
  const size = bytes < KIB * KIB ? `${Math.ceil(bytes / KIB)} KiB` : `${(bytes / KIB / KIB).toFixed(1)} MiB`;
  return [
    ok(
      CHECK,
      `${path}: ${size}, takes ${inputs.map(valueText).join(', ')}, gives ${outputs.map(valueText).join(', ')}`,
    ),
    batching(path, inputs),
    ...loading(system, path, file),
  ];
}

const valueText = ({ name, type, shape }: OnnxValue): string => `${name} ${type}[${shape.join(', ')}]`;

function batching(path: string, inputs: readonly OnnxValue[]): Finding {
  const fixed = inputs.filter(({ shape }) => typeof shape[0] === 'number');
  if (fixed.length === 0) return ok(CHECK, `${path}: its first axis is free, it can be batched`);
  const lengths = fixed.map(({ name, shape }) => `${name} ${shape[0]}`).join(', ');
  return warn(
    CHECK,
    `${path}: its first axis is fixed (${lengths}): a larger batch is run in parts, one after the other`,
    'export it with a dynamic batch axis, or leave maxBatchSize at 1',
  );
}

function loading(system: DoctorSystem, path: string, file: string): Finding[] {
  if (system.onnxruntime === undefined) return [];
  const { code, reason, stderr } = system.tryProvider('cpu', TIMEOUT_MS, file);
  if (code === 0) return [ok(CHECK, `${path}: it loads on the CPU`)];
  const why = reason ?? stderr.trim().split('\n').at(-1) ?? '';
  return [
    wrong(
      CHECK,
      `${path}: it does not load: ${why}`,
      'look whether onnxruntime-node has its operators and version',
    ),
  ];
}
