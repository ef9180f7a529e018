import type { Finding } from './finding.js';

const WIDTH = Math.max(...['ok', 'warn', 'error'].map(({ length }) => length));

/** The findings for a person: a line each, the cure below it, and a sum at the end. */
export function reportText(findings: readonly Finding[]): string {
  const names = Math.max(...findings.map(({ check }) => check.length));
  const indent = ' '.repeat(WIDTH + names + 4);
  const lines = findings.flatMap(({ level, check, message, cure }) => [
    `${level.padEnd(WIDTH)}  ${check.padEnd(names)}  ${message}`,
    ...(cure === undefined ? [] : [`${indent}→ ${cure}`]),
  ]);
  const count = (level: Finding['level'], one: string): string => {
    const found = findings.filter((finding) => finding.level === level).length;
    return `${found} ${one}${found === 1 ? '' : 's'}`;
  };
  return `${[...lines, '', `${count('error', 'error')}, ${count('warn', 'warning')}`].join('\n')}\n`;
}
