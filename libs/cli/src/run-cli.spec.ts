import { describe, expect, it } from '@jest/globals';
import { runCli } from './run-cli.js';
import { aDoctorSystem } from './testing/a-doctor-system.js';

async function run(...args: string[]): Promise<{ code: number; out: string; error: string }> {
  let [out, error] = ['', ''];
  const io = { out: (text: string) => void (out += text), error: (text: string) => void (error += text) };
  const code = await runCli(args, io, { doctor: aDoctorSystem() });
  return { code, out, error };
}

describe('the command line', () => {
  it('tells its version and its use', async () => {
    expect(await run('--version')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
    expect(await run('--help')).toMatchObject({
      code: 0,
      out: expect.stringContaining('doctor [model.onnx ...]'),
    });
    expect((await run('doctor', '-h')).out).toBe((await run('--help')).out);
  });

  it.each([[[]], [['doktor']], [['doctor', '--jason']]])('does not understand %j', async (args) => {
    const { code, out, error } = await run(...args);
    expect([code, out]).toEqual([2, '']);
    expect(error).toMatch(/^nestjs-litserve: .+\n\nUsage: /);
  });

  it('reports for people, with the number of what it found', async () => {
    const { code, out } = await run('doctor', 'absent.onnx');
    expect(code).toBe(1);
    expect(out).toMatch(/^ok {5}node {13}Node .+$/m);
    expect(out).toMatch(
      /^error {2}model {12}there is no file at .+\n +→ check the path\n\n1 error, \d+ warnings?\n$/m,
    );
  });

  it('reports for programs', async () => {
    const { code, out } = await run('doctor', '--json');
    const report = JSON.parse(out) as { ok: boolean; findings: unknown[] };
    expect([code, report.ok]).toEqual([0, true]);
    expect(report.findings[0]).toEqual({ check: 'node', level: 'ok', message: expect.any(String) });
  });
});
