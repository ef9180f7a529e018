import { afterAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { parse } from 'yaml';
import { appFiles } from './support/app-files.js';
import { Generator, type Files } from './support/generator.js';

const generator = new Generator();
afterAll(() => generator.stop());

const ONNX = { 'onnxruntime-node': '^1.30.0' };
const app = (manifest: object, more: Files = {}): Files => ({
  ...appFiles(),
  '/package.json': JSON.stringify({ name: '@me/digits_api', ...manifest }),
  ...more,
});
const dockerfile = async (options: object, files: Files): Promise<string> =>
  (await generator.run('dockerfile', options, files)).files['/Dockerfile'] ?? '';

it('deploy/ is what the generators write for the quickstart', () => {
  const tool = join(import.meta.dirname, '../../tools/deploy-files.mjs');
  execFileSync(process.execPath, ['--no-warnings', tool], { stdio: 'pipe' });
});

describe('dockerfile', () => {
  it('installs by the lock file', async () => {
    const npm = await dockerfile({}, app({}, { '/package-lock.json': '{}' }));
    expect(npm).toContain('COPY package.json package-lock.json .npmrc* ./\nRUN npm ci\n');
    const pnpm = await dockerfile({}, app({}, { '/pnpm-lock.yaml': '' }));
    expect(pnpm).toContain('RUN corepack enable && pnpm install --frozen-lockfile\n');
    expect(pnpm).toContain('RUN pnpm run build && CI=true pnpm prune --prod\n');
    const yarn = await dockerfile({}, app({}, { '/yarn.lock': '' }));
    expect(yarn).toContain('RUN yarn install --frozen-lockfile\n');
    const berry = { '/yarn.lock': '', '/.yarnrc.yml': 'nodeLinker: node-modules\n' };
    expect(await dockerfile({}, app({}, berry))).toContain(
      'RUN corepack enable && yarn install --immutable\n',
    );
    const { log } = await generator.run('dockerfile', {}, app({}));
    expect(log).toContain('There is no lock file: what the image gets changes from day to day.');
  });

  it('starts what the build writes, on the port of main.ts', async () => {
    const main = { '/src/main.ts': 'await app.listen(process.env.PORT ?? 8080);' };
    const text = await dockerfile(
      {},
      app({ scripts: { 'start:prod': 'node --enable-source-maps build/src/main' } }, main),
    );
    expect(text).toContain('COPY --from=build /app/build build\n');
    expect(text).toContain('CMD ["node", "build/src/main.js"]\n');
    expect(text).toContain('EXPOSE 8080\n');
    expect(text).not.toMatch(/onnxruntime-node\/|COPY models/);
  });

  it('builds one project of several', async () => {
    const text = await dockerfile({ sourceRoot: 'apps/digits/src' }, app({}, { '/package-lock.json': '{}' }));
    expect(text).toContain('RUN npx nest build digits && npm prune --omit=dev\n');
    expect(text).toContain('CMD ["node", "dist/apps/digits/main.js"]\n');
  });

  it('starts and asks the entry file that nest-cli.json names', async () => {
    const sourceRoot = 'apps/digits/src';
    const config = { projects: { digits: { sourceRoot, entryFile: 'server' } } };
    const files = {
      '/nest-cli.json': JSON.stringify(config),
      [`/${sourceRoot}/server.ts`]: 'await app.listen(8081);',
      '/package-lock.json': '{}',
    };
    const text = await dockerfile({ sourceRoot }, app({}, files));
    expect(text).toContain('CMD ["node", "dist/apps/digits/server.js"]\n');
    expect(text).toContain('EXPOSE 8081\n');
  });

  it('with CUDA gets its libraries, beside the image for the CPU', async () => {
    const files = app({ dependencies: ONNX }, { '/.dockerignore': 'mine\n', '/Dockerfile': 'mine\n' });
    const result = await generator.run('dockerfile', { type: 'cuda' }, files);
    expect(result.files['/Dockerfile.cuda']).toContain('RUN ONNXRUNTIME_NODE_INSTALL=cuda12 node ');
    expect(result.files['/Dockerfile.cuda']).toContain('FROM nvidia/cuda:12.6.3-cudnn-runtime-ubuntu22.04\n');
    expect(result.files['/.dockerignore']).toBe('mine\n');
    expect(result.files['/Dockerfile']).toBe('mine\n');
  });

  it.each([
    ['a file that is there', {}, app({}, { '/Dockerfile': '' }), 'Expected no Dockerfile here yet'],
    ['CUDA for an app without ONNX', { type: 'cuda' }, app({}), 'Expected onnxruntime-node in package.json'],
    [
      "Plug'n'Play",
      {},
      app({}, { '/yarn.lock': '', '/.yarnrc.yml': '' }),
      'Expected "nodeLinker: node-modules"',
    ],
    [
      'a name no service can have',
      { name: '2fast' },
      app({}),
      'Expected a name that a Kubernetes service can have',
    ],
  ])('refuses %s', async (_what, options, files, problem) => {
    await expect(generator.run('dockerfile', options, files)).rejects.toThrow(problem);
  });
});

describe('k8s', () => {
  it('names everything like the package, and gives a pod a GPU when it is to have one', async () => {
    const { files } = await generator.run('k8s', { type: 'cuda' }, app({}));
    const deployment = parse(files['/k8s/deployment.yaml'] ?? '') as {
      metadata: { name: string };
      spec: { template: { spec: { containers: [{ env: object[]; resources: { limits: object } }] } } };
    };
    expect(deployment.metadata.name).toBe('digits-api');
    const [{ env, resources }] = deployment.spec.template.spec.containers;
    expect(resources.limits).toMatchObject({ 'nvidia.com/gpu': 1 });
    expect(env).toContainEqual({ name: 'LITSERVE_ACCELERATOR', value: 'cuda' });
    expect(files['/k8s/scaled-object.yaml']).toContain('http://digits-api.default.svc.cluster.local/info\n');
  });
});
