import { SchematicsException, type Tree } from '@angular-devkit/schematics';

/** How an image installs, by the lock file of the app. */
export interface PackageManager {
  /** What the install needs beside package.json. */
  readonly files: string;
  readonly install: string;
  /** Runs a script of package.json. */
  readonly run: string;
  /** Runs a program of an installed package. */
  readonly exec: string;
  /** Removes what only the build needs. */
  readonly prune: string;
}

const NPM = { run: 'npm run', exec: 'npx', prune: 'npm prune --omit=dev' };
const YARN = { run: 'yarn run', exec: 'yarn run' };

const MANAGERS: Readonly<Record<string, PackageManager>> = {
  'package-lock.json': { ...NPM, files: 'package-lock.json .npmrc*', install: 'npm ci' },
  'pnpm-lock.yaml': {
    files: 'pnpm-lock.yaml pnpm-workspace.yaml* .npmrc*',
    install: 'corepack enable && pnpm install --frozen-lockfile',
    run: 'pnpm run',
    exec: 'pnpm exec',
    prune: 'CI=true pnpm prune --prod',
  },
  'yarn.lock': {
    ...YARN,
    files: 'yarn.lock .npmrc*',
    install: 'yarn install --frozen-lockfile',
    prune: 'yarn install --frozen-lockfile --production',
  },
};

const YARN_BERRY: PackageManager = {
  ...YARN,
  files: 'yarn.lock .yarnrc.yml',
  install: 'corepack enable && yarn install --immutable',
  prune: 'yarn workspaces focus --all --production',
};

/** @throws SchematicsException for Yarn's Plug'n'Play, which has no folder of packages to copy */
export function packageManager(tree: Tree): PackageManager {
  if (tree.exists('/yarn.lock') && tree.exists('/.yarnrc.yml')) return berry(tree.readText('/.yarnrc.yml'));
  const lock = Object.keys(MANAGERS).find((file) => tree.exists(`/${file}`));
  const found = lock === undefined ? undefined : MANAGERS[lock];
  return found ?? { ...NPM, files: '.npmrc*', install: 'npm install' };
}

function berry(config: string): PackageManager {
  if (/^nodeLinker:\s*["']?node-modules/m.test(config)) return YARN_BERRY;
  throw new SchematicsException(
    'Expected "nodeLinker: node-modules" in .yarnrc.yml: an image is made by copying node_modules',
  );
}
