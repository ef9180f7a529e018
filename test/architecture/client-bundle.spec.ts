import { describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const ENTRY = fileURLToPath(new URL('../../libs/client/src/index.ts', import.meta.url));
const MOST_BYTES = 3584;

/** What a front end ships of the client. For browsers a built-in module of Node or a package could not be resolved. */
async function bundle(contents: string): Promise<{ code: string; inputs: string[] }> {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: fileURLToPath(new URL('.', import.meta.url)), loader: 'ts' },
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    logLevel: 'silent',
  });
  return { code: outputFiles[0]?.text ?? '', inputs: Object.keys(metafile.inputs) };
}

describe('the client in a bundle', () => {
  it('is small, and nothing of ours but itself', async () => {
    const { code, inputs } = await bundle(`export * from ${JSON.stringify(ENTRY)}`);
    const bytes = gzipSync(code, { level: 9 }).length;
    expect(bytes).toBeGreaterThan(1000);
    expect(bytes).toBeLessThanOrEqual(MOST_BYTES);
    expect(inputs.filter((path) => path !== '<stdin>' && !path.includes('libs/client/src/'))).toEqual([]);
  });

  it('would be noticed to need Node', async () => {
    await expect(bundle("import { readFileSync } from 'node:fs'; readFileSync('x');")).rejects.toThrow(
      'node:fs',
    );
  });
});
