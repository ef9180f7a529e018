import type TypeScript from 'typescript';
import type { Compiler } from './compiler.js';
import { applyEdits } from './text-edit.js';

/** Imports a name, in the braces of an import from there or on a line after the last import. */
export function addImport(ts: Compiler, source: string, name: string, from: string): string {
  const file = ts.createSourceFile('file.ts', source, ts.ScriptTarget.Latest, true);
  const imports = file.statements.filter((one) => ts.isImportDeclaration(one));
  const same = imports.filter(({ moduleSpecifier }) => moduleSpecifier.getText().slice(1, -1) === from);
  const named = same.map(namedImports).filter((one) => one !== undefined);
  if (named.some(({ elements }) => elements.some((one) => one.name.text === name))) return source;

  const last = named[0]?.elements.at(-1);
  if (last) return applyEdits(source, [{ at: last.getEnd(), text: `, ${name}` }]);
  const quote = imports[0]?.moduleSpecifier.getText()[0] ?? "'";
  const line = `import { ${name} } from ${quote}${from}${quote};`;
  // Packages stand above the app's own files.
  const before = from.startsWith('.') ? imports.at(-1) : imports.findLast(isPackage);
  const end = before?.getEnd();
  if (end === undefined) return applyEdits(source, [{ at: file.getStart(), text: `${line}\n` }]);
  return applyEdits(source, [{ at: end, text: `\n${line}` }]);

  /** The braces of an import that brings values. */
  function namedImports({ importClause }: TypeScript.ImportDeclaration): TypeScript.NamedImports | undefined {
    if (!importClause?.namedBindings || /^(type|defer)\s/.test(importClause.getText())) return undefined;
    return ts.isNamedImports(importClause.namedBindings) ? importClause.namedBindings : undefined;
  }
}

const isPackage = ({ moduleSpecifier }: TypeScript.ImportDeclaration): boolean =>
  !/^.\./.test(moduleSpecifier.getText());
