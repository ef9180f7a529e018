import type TypeScript from 'typescript';
import type { Compiler } from './compiler.js';
import { applyEdits } from './text-edit.js';

/**
 * Calls `enableShutdownHooks()` after the app is made, unless the file names it.
 *
 * @returns `undefined` when the file makes no app that it keeps in a variable
 */
export function addShutdownHooks(ts: Compiler, source: string): string | undefined {
  if (/\benableShutdownHooks\b/.test(source)) return source;
  const file = ts.createSourceFile('main.ts', source, ts.ScriptTarget.Latest, true);
  const made = findApp(file);
  if (!made) return undefined;
  const indent = /[ \t]*$/.exec(source.slice(0, made.statement.getStart()))?.[0] ?? '';
  const text = `\n${indent}${made.name}.enableShutdownHooks();`;
  return applyEdits(source, [{ at: made.statement.getEnd(), text }]);

  function findApp(node: TypeScript.Node): { name: string; statement: TypeScript.Statement } | undefined {
    if (ts.isVariableStatement(node)) {
      const declaration = node.declarationList.declarations.find(
        ({ initializer }) => initializer && /\bNestFactory\s*\.\s*create/.test(initializer.getText()),
      );
      if (declaration && ts.isIdentifier(declaration.name)) {
        return { name: declaration.name.text, statement: node };
      }
    }
    return ts.forEachChild(node, findApp);
  }
}
