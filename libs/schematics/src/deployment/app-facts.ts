import { strings } from '@angular-devkit/core';
import { SchematicsException, type Tree } from '@angular-devkit/schematics';
import { hasPackage, readManifest } from '../project/manifest.js';
import { entryFile } from '../project/nest-config.js';
import { mainFile } from '../project/root-module.js';
import type { DeploymentOptions } from './deployment.options.js';
import { packageManager, type PackageManager } from './package-manager.js';

/** What an image and a pod of an app depend on. */
export interface AppFacts {
  readonly name: string;
  readonly port: number;
  /** The main file of the built app, such as `dist/main.js`. */
  readonly entry: string;
  /** The folder the build writes. */
  readonly output: string;
  /** The project in a workspace of several; empty in one of a single app. */
  readonly project: string;
  readonly packages: PackageManager;
  readonly onnx: boolean;
  /** Whether the app has a folder `models`. */
  readonly models: boolean;
}

/** @throws SchematicsException when the name cannot be one, or the app cannot be put into an image */
export function appFacts(tree: Tree, options: DeploymentOptions): AppFacts {
  const manifest = readManifest(tree);
  const project = /^\/?apps\/([^/]+)\//.exec(`${options.sourceRoot}/`)?.[1] ?? '';
  const { sourceRoot } = options;
  const entry =
    project === ''
      ? startedFile(manifest.scripts?.['start:prod'])
      : `dist/apps/${project}/${entryFile(tree, sourceRoot)}.js`;
  return {
    name: checkedName(options.name ?? (project === '' ? manifest.name : project) ?? 'app'),
    port: portOf(tree, mainFile(tree, sourceRoot)),
    entry,
    output: entry.split('/')[0] as string,
    project,
    packages: packageManager(tree),
    onnx: hasPackage(manifest, 'onnxruntime-node'),
    models: tree.getDir('/models').subfiles.length + tree.getDir('/models').subdirs.length > 0,
  };
}

/** The script that Nest's templates have for production says where the build goes. */
function startedFile(startScript: string | undefined): string {
  const named = /\bnode\s+(?:-\S+\s+)*(?:\.\/)?([\w./-]+)/.exec(startScript ?? '')?.[1] ?? 'dist/main';
  const entry = named.includes('/') ? named : 'dist/main';
  return /\.[cm]?js$/.test(entry) ? entry : `${entry}.js`;
}

function portOf(tree: Tree, main: string | undefined): number {
  const text = main === undefined ? '' : tree.readText(main);
  return Number(/\.listen\([^;]*?\b(\d{2,5})\b/.exec(text)?.[1] ?? 3000);
}

function checkedName(given: string): string {
  const name = strings.dasherize(given.replace(/^@[^/]+\//, '')).replaceAll(/[._]/g, '-');
  if (/^[a-z](?:[a-z\d-]{0,61}[a-z\d])?$/.test(name)) return name;
  throw new SchematicsException(
    `Expected a name that a Kubernetes service can have, up to 63 letters, digits and dashes, such as my-model, got "${given}"`,
  );
}
