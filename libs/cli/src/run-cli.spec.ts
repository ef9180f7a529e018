import { describe, expect, it } from '@jest/globals';
import { runCli } from './run-cli.js';
import { aDoctorSystem } from './testing/a-doctor-system.js';

function run(...args: string[]): { code: number; out: string; error: string } {
  let [out, error] = ['', ''];
  const io = { out: (text: string) => void (out += text), error: (text: string) => void (error += text) };
  const code = runCli(args, io, aDoctorSystem());
  return { code, out, error };
}

describe('the command line', () => {
  it('tells its version and its use', () => {
    expect(run('--version')).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
    expect(run('--help')).toMatchObject({ code: 0, out: expect.stringContaining('doctor [model.onnx ...]') });
    expect(run('doctor', '-h').out).toBe(run('--help').out);
  });

  it.each([[[]], [['doktor']], [['doctor', '--jason']]])('does not understand %j', (args) => {
    const { code, out, error } = run(...args);
    expect([code, out]).toEqual([2, '']);
    expect(error).toMatch(/^nestjs-litserve: .+\n\nUsage: /);
  });

  it('reports for people, with the number of what it found', () => {
    const { code, out } = run('doctor', 'absent.onnx');
    expect(code).toBe(1);
    expect(out).toMatch(/^ok {5}node {13}Node .+$/m);
    expect(out).toMatch(
      /^error {2}model {12}there is no file at .+\n +→ check the path\n\n1 error, \d+ warnings?\n$/m,
    );
  });

  it('reports for programs', () => {
    const { code, out } = run('doctor', '--json');
    const report = JSON.parse(out) as { ok: boolean; findings: unknown[] };
    expect([code, report.ok]).toEqual([0, true]);
    expect(report.findings[0]).toEqual({ check: 'node', level: 'ok', message: expect.any(String) });
  });
});
