import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { importsOf, parse, walk } from './support/imports.js';
import { tableRows } from './support/markdown.js';
import { filesUnder, read, type TextFile } from './support/repository.js';

const PAGE = 'docs/reference/behaviour.md';
const MARKS: Readonly<Record<string, readonly string[]>> = {
  row: ['✓', '✓', '✓', '✓'],
  workerRow: ['–', '✓', '–', '✓'],
};

/** The tables that a topic's file should have: its name, and its rows with their marks. */
function tablesOf(file: TextFile): [topic: string, rows: string[][]][] {
  const tables: [string, string[][]][] = [];
  walk(parse(file), (node) => {
    if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression)) return;
    const callee = node.expression.text;
    const marks = MARKS[callee];
    if (callee !== 'topic' && !marks) return;
    const [name] = node.arguments;
    if (!name || !ts.isStringLiteral(name)) throw new Error(`${file.path}: ${callee}() needs a literal name`);
    if (marks) tables.at(-1)?.[1].push([name.text, ...marks]);
    else tables.push([name.text, []]);
  });
  return tables;
}

const topicFiles = filesUnder('test/matrix/topics', '.ts');
const tables = topicFiles.flatMap(tablesOf);

describe(PAGE, () => {
  const page = read(PAGE).text;

  it.each(tables)('lists the behaviours that are tried, in their order: %s', (topic, rows) => {
    expect(rows).not.toEqual([]);
    expect(tableRows(page, topic)).toEqual(rows);
  });

  it('lists no other', () => {
    const heads = [...page.matchAll(/^\| (.+?) +\| express/gm)].map(([, head = '']) => head);
    expect(heads.toSorted()).toEqual(tables.map(([topic]) => topic).toSorted());
  });
});

describe('the behaviours of test/matrix', () => {
  it('are each named once', () => {
    const names = tables.flatMap(([, rows]) => rows.map(([name = '']) => name));
    expect(names.length).toBeGreaterThan(50);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it('are all run', () => {
    const suites = filesUnder('test/matrix', '.e2e-spec.ts').flatMap(importsOf);
    const imported = new Set(suites.map(({ specifier }) => specifier.replace('./', 'test/matrix/')));
    const forgotten = topicFiles.filter(({ path }) => !imported.has(path.replace(/\.ts$/, '.js')));
    expect(forgotten.map(({ path }) => path)).toEqual([]);
  });

  it('are found only under names that can be read here', () => {
    const text = "topic('A', ({ row }) => { for (const x of [1]) row(`b ${x}`, async () => {}); });";
    expect(() => tablesOf({ path: 'a.ts', text })).toThrow(/literal name/);
  });
});
