import { SchematicsException } from '@angular-devkit/schematics';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type TypeScript from 'typescript';

export type Compiler = typeof TypeScript;

/**
 * The TypeScript of the app or of its Nest CLI. The one beside this package may be version 7, which has no API.
 *
 * @throws SchematicsException when none is found
 */
export function loadCompiler(): Compiler {
  const app = join(process.cwd(), 'package.json');
  for (const start of [import.meta.url, app, process.argv[1], cliOf(app)]) {
    const found = start === undefined ? undefined : tryRequire(start);
    if (typeof found?.createSourceFile === 'function') return found as Compiler;
  }
  throw new SchematicsException(
    'Expected TypeScript 5 or 6, which has the API to change a module with: npm install --save-dev @nestjs/cli',
  );
}

function tryRequire(start: string): Partial<Compiler> | undefined {
  try {
    return createRequire(start)('typescript') as Partial<Compiler>;
  } catch {
    return undefined;
  }
}

function cliOf(app: string): string | undefined {
  try {
    return createRequire(app).resolve('@nestjs/cli/package.json');
  } catch {
    return undefined;
  }
}
