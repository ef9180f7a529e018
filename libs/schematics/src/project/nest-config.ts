import type { Tree } from '@angular-devkit/schematics';

const PATH = '/nest-cli.json';

interface NestConfig {
  readonly entryFile?: string;
  readonly projects?: Readonly<Record<string, NestProject>>;
}

interface NestProject {
  readonly sourceRoot?: string;
  readonly entryFile?: string;
}

/** The file that starts the app with this source root, without its ending, by the nest-cli.json of the workspace. */
export function entryFile(tree: Tree, sourceRoot: string): string {
  if (!tree.exists(PATH)) return 'main';
  const config = tree.readJson(PATH) as NestConfig;
  const project = Object.values(config.projects ?? {}).find((one) => one.sourceRoot === sourceRoot);
  return project?.entryFile ?? config.entryFile ?? 'main';
}
