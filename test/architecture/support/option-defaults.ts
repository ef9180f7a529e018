import ts from 'typescript';
import { parse } from './imports.js';
import type { TextFile } from './repository.js';

/**
 * The `@default` of each member of an interface, without code marks; `undefined` where a member has none.
 *
 * @throws Error when the file has no such interface: a renamed one must not pass for an empty one
 */
export function documentedDefaults(file: TextFile, name: string): Map<string, string | undefined> {
  const found = parse(file).statements.find(
    (one): one is ts.InterfaceDeclaration => ts.isInterfaceDeclaration(one) && one.name.text === name,
  );
  if (!found) throw new Error(`${file.path} has no interface ${name}`);
  return new Map(found.members.map((member) => [member.name?.getText() ?? '', defaultOf(member)]));
}

function defaultOf(member: ts.TypeElement): string | undefined {
  const tag = ts.getJSDocTags(member).find(({ tagName }) => tagName.text === 'default');
  const text = ts.getTextOfJSDocComment(tag?.comment);
  return text?.replaceAll('`', '').replace(/\s+/g, ' ').trim();
}

/** The value a default is written for: `30_000`, `10 MiB`, `'isolate'`, `false`. `undefined` for prose. */
export function valueOf(text: string): unknown {
  if (/^'[^']*'$/.test(text)) return text.slice(1, -1);
  if (text === 'true' || text === 'false') return text === 'true';
  const number = /^(\d[\d_]*)(?: (KiB|MiB))?$/.exec(text);
  if (!number) return undefined;
  const unit = { KiB: 1024, MiB: 1024 ** 2 }[number[2] ?? ''] ?? 1;
  return Number(number[1]?.replaceAll('_', '')) * unit;
}
