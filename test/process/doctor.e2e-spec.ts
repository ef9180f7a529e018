import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { packageJson } from '../architecture/support/repository.js';

const { bin = {} } = packageJson();
const doctor = (...args: string[]) =>
  spawnSync(process.execPath, [bin['nestjs-litserve'] ?? '', 'doctor', ...args], { encoding: 'utf8' });

describe('npx nestjs-litserve doctor', () => {
  it('finds this repository well, with a model that really loads', () => {
    const { status, stdout } = doctor('--json', 'apps/quickstart/tinylm/model_fp16w.onnx');
    const { findings } = JSON.parse(stdout) as { findings: { message: string }[] };
    const messages = findings.map(({ message }) => message).join('\n');
    expect(status).toBe(0);
    expect(messages).toMatch(/onnxruntime-node .* loads and runs on the CPU/);
    expect(messages).toMatch(/it loads on the CPU/);
  });

  it('ends with 1 when something is wrong', () => {
    expect(doctor('README.md')).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(/^error .*README\.md is no ONNX model/m),
    });
  });
});
