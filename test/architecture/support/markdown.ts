/** The rows of every table of a page whose first column head is `head`; code marks are taken off the cells. */
export function tableRows(markdown: string, head: string): string[][] {
  const rows: string[][] = [];
  let isInside = false;
  for (const line of markdown.split('\n')) {
    const cells = cellsOf(line);
    if (!cells) isInside = false;
    else if (cells[0] === head) isInside = true;
    else if (isInside && !cells.every((cell) => /^:?-+:?$/.test(cell))) rows.push(cells);
  }
  return rows;
}

function cellsOf(line: string): string[] | undefined {
  if (!line.startsWith('|')) return undefined;
  const inner = line.replace(/^\||\|\s*$/g, '');
  // A pipe inside a cell is written \|.
  return inner.split(/(?<!\\)\|/).map((cell) => cell.replaceAll('\\|', '|').replaceAll('`', '').trim());
}

/** The targets of links, in the order of the page; code blocks are left out. */
export function linksOf(markdown: string): string[] {
  const prose = markdown.replace(/```[\s\S]*?```/g, '').replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
}

/** The code blocks of a language. */
export function codeBlocks(markdown: string, language: string): string[] {
  const blocks = markdown.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'));
  return [...blocks].map(([, code = '']) => code);
}

export interface Fence {
  /** What stands behind the opening marks: empty when nothing does. */
  readonly language: string;
  readonly code: string;
}

/** Every code block of a page, in its order. */
export function fences(markdown: string): Fence[] {
  const blocks = markdown.matchAll(/^```([^\n]*)\n([\s\S]*?)^```$/gm);
  return [...blocks].map(([, language = '', code = '']) => ({ language, code }));
}
