import type TypeScript from 'typescript';
import type { Compiler } from './compiler.js';
import { applyEdits, type TextEdit } from './text-edit.js';

export type ModuleList = 'imports' | 'providers';

/**
 * Adds an expression to a list of the first `@Module` of a file, unless the list mentions `symbol` already.
 *
 * @returns `undefined` when the file has no `@Module` whose lists can be read
 */
export function addToModule(
  ts: Compiler,
  source: string,
  list: ModuleList,
  symbol: string,
  expression: string = symbol,
): string | undefined {
  const file = ts.createSourceFile('file.ts', source, ts.ScriptTarget.Latest, true);
  const call = findModuleCall(ts, file);
  if (!call) return undefined;
  const [metadata] = call.arguments;
  if (!metadata) return applyEdits(source, [{ at: call.getEnd() - 1, text: `{ ${list}: [${expression}] }` }]);
  if (!ts.isObjectLiteralExpression(metadata)) return undefined;
  const property = metadata.properties.find((one) => one.name?.getText().replaceAll(/['"]/g, '') === list);
  if (!property) return applyEdits(source, [newProperty(metadata, `${list}: [${expression}]`, source)]);
  if (new RegExp(`\\b${symbol}\\b`).test(property.getText())) return source;
  const edit = longerList(ts, property, expression, source);
  return edit && applyEdits(source, [edit]);
}

function findModuleCall(ts: Compiler, file: TypeScript.SourceFile): TypeScript.CallExpression | undefined {
  for (const statement of file.statements) {
    if (!ts.isClassDeclaration(statement)) continue;
    for (const { expression } of ts.getDecorators(statement) ?? []) {
      if (ts.isCallExpression(expression) && expression.expression.getText() === 'Module') return expression;
    }
  }
  return undefined;
}

function newProperty(
  metadata: TypeScript.ObjectLiteralExpression,
  property: string,
  source: string,
): TextEdit {
  const last = metadata.properties.at(-1);
  if (!last) return { at: metadata.getEnd() - 1, text: `\n  ${property},\n` };
  return { at: last.getEnd(), text: `,${spaceBefore(last, source)}${property}` };
}

/** An array gets one element more; anything else is spread into a new array. */
function longerList(
  ts: Compiler,
  property: TypeScript.ObjectLiteralElementLike,
  expression: string,
  source: string,
): TextEdit | undefined {
  if (ts.isShorthandPropertyAssignment(property)) {
    const name = property.name.text;
    return { at: property.getEnd(), text: `: [...${name}, ${expression}]` };
  }
  if (!ts.isPropertyAssignment(property)) return undefined;
  const { initializer } = property;
  if (!ts.isArrayLiteralExpression(initializer)) {
    const at = initializer.getStart();
    const before = source.slice(at, initializer.getEnd());
    return { at, remove: before.length, text: `[...${spreadable(ts, initializer, before)}, ${expression}]` };
  }
  const last = initializer.elements.at(-1);
  if (!last) return { at: initializer.getEnd() - 1, text: expression };
  return { at: last.getEnd(), text: `,${spaceBefore(last, source)}${expression}` };
}

function spreadable(ts: Compiler, node: TypeScript.Expression, text: string): string {
  return ts.isConditionalExpression(node) || ts.isBinaryExpression(node) ? `(${text})` : text;
}

/** A line of its own, as far in, where the element before has one; else a space. */
function spaceBefore(node: TypeScript.Node, source: string): string {
  return /\n[ \t]*$/.exec(source.slice(0, node.getStart()))?.[0] ?? ' ';
}
