import type { Tree } from '@angular-devkit/schematics';
import { hasPackage, readManifest } from './manifest.js';

/** The line that imports test functions, where they are no globals: in Vitest, unless its configuration makes them so. */
export function testImports(tree: Tree): (...names: readonly string[]) => string {
  const manifest = readManifest(tree);
  const areGlobal = hasPackage(manifest, 'jest') || !hasPackage(manifest, 'vitest') || configured(tree);
  return (...names) => (areGlobal ? '' : `import { ${names.join(', ')} } from 'vitest';\n`);
}

function configured(tree: Tree): boolean {
  const files = tree.root.subfiles.filter((name) => /^vite(st)?\.config\.[cm]?[jt]s$/.test(name));
  return files.some((name) => /\bglobals:\s*true\b/.test(tree.readText(name)));
}
