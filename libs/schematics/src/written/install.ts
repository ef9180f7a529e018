import type { Rule } from '@angular-devkit/schematics';
import { NodePackageInstallTask } from '@angular-devkit/schematics/tasks/index.js';
import { addPackages } from '../project/manifest.js';

type Packages = Readonly<Record<string, string>>;

/** Names the packages in package.json that it does not have yet, and installs them, without their scripts. */
export function installWhenAdded(
  dependencies: Packages,
  devDependencies: Packages,
  skipInstall: boolean,
): Rule {
  return (tree, context) => {
    const isLonger = addPackages(tree, 'dependencies', dependencies);
    const isDevLonger = addPackages(tree, 'devDependencies', devDependencies);
    if ((isLonger || isDevLonger) && !skipInstall) context.addTask(new NodePackageInstallTask());
  };
}
