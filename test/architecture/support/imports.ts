import ts from 'typescript';
import type { TextFile } from './repository.js';

/** One use of another module by a file. */
export interface ImportUse {
  readonly specifier: string;
  /** `type` is gone in the output, `static` runs at once, `dynamic` runs when its line does. */
  readonly kind: 'static' | 'type' | 'dynamic';
}

export function parse({ path, text }: TextFile): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
}

/** Calls `visit` with every node of a tree. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

/** Everything a file imports or re-exports, in any form the language has. */
export function importsOf(file: TextFile): ImportUse[] {
  const uses: ImportUse[] = [];
  walk(parse(file), (node) => {
    const use = useOf(node);
    if (use) uses.push(use);
  });
  return uses;
}

function useOf(node: ts.Node): ImportUse | undefined {
  if (ts.isImportDeclaration(node)) return useWith(node.moduleSpecifier, isTypeImport(node.importClause));
  if (ts.isExportDeclaration(node)) return useWith(node.moduleSpecifier, isTypeExport(node));
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
    return useWith(node.argument.literal, true);
  if (ts.isCallExpression(node) && isLoader(node.expression)) {
    const [target] = node.arguments;
    return target && ts.isStringLiteralLike(target) ? { specifier: target.text, kind: 'dynamic' } : undefined;
  }
  return undefined;
}

function useWith(specifier: ts.Node | undefined, isType: boolean): ImportUse | undefined {
  if (!specifier || !ts.isStringLiteral(specifier)) return undefined;
  return { specifier: specifier.text, kind: isType ? 'type' : 'static' };
}

const isLoader = (callee: ts.Expression): boolean =>
  callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require');

/** Also `import { type A, type B }`: the compiler drops it when nothing else is in the braces. */
function isTypeImport(clause: ts.ImportClause | undefined): boolean {
  if (!clause) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const named = clause.namedBindings;
  return (
    clause.name === undefined &&
    named !== undefined &&
    ts.isNamedImports(named) &&
    named.elements.length > 0 &&
    named.elements.every((element) => element.isTypeOnly)
  );
}

function isTypeExport({ isTypeOnly, exportClause }: ts.ExportDeclaration): boolean {
  if (isTypeOnly) return true;
  return (
    exportClause !== undefined &&
    ts.isNamedExports(exportClause) &&
    exportClause.elements.length > 0 &&
    exportClause.elements.every((element) => element.isTypeOnly)
  );
}
