import { SchematicsException, type Tree } from '@angular-devkit/schematics';

const PATH = '/package.json';
type Packages = Readonly<Record<string, string>>;

/** What generators look at in the package.json of the workspace. */
export interface Manifest {
  readonly name?: string;
  readonly type?: string;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Packages;
  readonly devDependencies?: Packages;
}

/** @throws SchematicsException when there is none, or when it is no JSON */
export function readManifest(tree: Tree): Manifest {
  if (!tree.exists(PATH)) {
    throw new SchematicsException('Expected a package.json here: run this in the root folder of a Nest app');
  }
  return tree.readJson(PATH) as Manifest;
}

/** Whether the app names a package itself; one that others brought may go with them. */
export function hasPackage({ dependencies, devDependencies }: Manifest, name: string): boolean {
  return dependencies?.[name] !== undefined || devDependencies?.[name] !== undefined;
}

/** Adds the packages that are in neither list, sorted as npm does, and says whether there were any. */
export function addPackages(
  tree: Tree,
  kind: 'dependencies' | 'devDependencies',
  packages: Packages,
): boolean {
  const manifest = readManifest(tree);
  const missing = Object.entries(packages).filter(([name]) => !hasPackage(manifest, name));
  if (missing.length === 0) return false;
  const all = Object.entries(manifest[kind] ?? {}).concat(missing);
  const sorted = all.toSorted(([one], [other]) => (one < other ? -1 : 1));
  const changed = { ...manifest, [kind]: Object.fromEntries(sorted) };
  const indent = /^\{\r?\n(\s+)"/.exec(tree.readText(PATH))?.[1] ?? 2;
  tree.overwrite(PATH, `${JSON.stringify(changed, undefined, indent)}\n`);
  return true;
}
