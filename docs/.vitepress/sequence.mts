import type { MarkdownRenderer } from 'vitepress';

const WIDTH = 760;
const LINE = 14;

/** One line of a sequence diagram: who speaks to whom, or a note. */
interface Step {
  readonly from: number;
  readonly to: number;
  readonly text: string;
  readonly isDashed: boolean;
}

const MESSAGE = /^(\w+)(--?)>>(\w+): (.+)$/;

/**
 * Draws sequence diagrams of Mermaid's syntax, as far as docs/architecture.md uses it, while the site is built. The
 * repository shows the same blocks by Mermaid, which would be larger than all the rest of the site. Other diagrams
 * stay text.
 */
export function drawSequences(markdown: MarkdownRenderer): void {
  const { fence } = markdown.renderer.rules;
  markdown.renderer.rules.fence = (tokens, index, options, env, self) => {
    const token = tokens[index];
    if (token?.info.trim() === 'mermaid' && token.content.startsWith('sequenceDiagram')) {
      return `<div class="drawing-frame">${drawing(token.content, markdown.utils.escapeHtml)}</div>`;
    }
    return fence?.(tokens, index, options, env, self) ?? '';
  };
}

function drawing(source: string, escape: (text: string) => string): string {
  const lines = source.split('\n').map((line) => line.trim());
  const people = lines.flatMap((line) => {
    const [, id = '', name = ''] = /^participant (\w+) as (.+)$/.exec(line) ?? [];
    return id === '' ? [] : [{ id, name }];
  });
  const pitch = WIDTH / people.length;
  const middle = (column: number): number => pitch * (column + 0.5);
  const column = (id: string): number => people.findIndex((one) => one.id === id);
  const write = (text: string, x: number, y: number, room: number, name = 'tiny'): string =>
    wrap(text, room / 5.7)
      .map(
        (part, row) =>
          `<text class="${name}" x="${x}" y="${y + row * LINE}" text-anchor="middle">${escape(part)}</text>`,
      )
      .join('');

  const parts: string[] = [];
  let y = 62;
  for (const line of lines) {
    const loop = /^loop (.+)$/.exec(line)?.[1];
    if (loop !== undefined || line === 'end') {
      parts.push(`<path class="rule" d="M8 ${y}H${WIDTH - 8}"/>`);
      if (loop !== undefined) parts.push(`<text class="tiny" x="12" y="${y + 14}">${escape(loop)}</text>`);
      y += loop === undefined ? 12 : 24;
    }
    const step = stepOf(line, column);
    if (!step) continue;
    const x = (middle(step.from) + middle(step.to)) / 2;
    const room = Math.max(1, Math.abs(step.to - step.from)) * pitch - 12;
    const height = wrap(step.text, room / 5.7).length * LINE;
    const isNote = step.from === step.to;
    if (isNote)
      parts.push(
        `<rect class="box" x="${x - room / 2 - 2}" y="${y}" width="${room + 4}" height="${height + 10}" rx="4"/>`,
      );
    parts.push(write(step.text, x, y + LINE, room));
    y += height + (isNote ? 20 : 6);
    if (isNote) continue;
    const [start, end] = [middle(step.from), middle(step.to)];
    const back = start < end ? -8 : 8;
    const dash = step.isDashed ? ' style="stroke-dasharray:5 4"' : '';
    parts.push(
      `<path class="way"${dash} d="M${start} ${y}H${end}"/><path class="head" d="M${end} ${y}l${back} -4v8z"/>`,
    );
    y += 12;
  }
  const lives = people.map((_, at) => `<path class="rule" d="M${middle(at)} 50V${y}"/>`);
  const heads = people.map(
    ({ name }, at) =>
      `<rect class="box" x="${pitch * at + 6}" y="8" width="${pitch - 12}" height="42" rx="6"/>` +
      write(name, middle(at), wrap(name, pitch / 6.2).length > 1 ? 26 : 33, pitch - 14),
  );
  const ground = `<rect class="ground" width="${WIDTH}" height="${y + 12}" rx="10"/>`;
  const label = escape(`How ${people.map(({ name }) => name).join(', ')} speak to each other`);
  return `<svg class="drawing" viewBox="0 0 ${WIDTH} ${y + 12}" role="img" aria-label="${label}">${ground}${[...lives, ...heads, ...parts].join('')}</svg>`;
}

function stepOf(line: string, column: (id: string) => number): Step | undefined {
  const note = /^Note over (\w+): (.+)$/.exec(line);
  if (note) {
    const at = column(note[1] ?? '');
    return { from: at, to: at, text: note[2] ?? '', isDashed: false };
  }
  const [, from = '', dashes = '', to = '', text = ''] = MESSAGE.exec(line) ?? [];
  return text === '' ? undefined : { from: column(from), to: column(to), text, isDashed: dashes === '--' };
}

function wrap(text: string, characters: number): string[] {
  const rows: string[] = [];
  for (const word of text.split(' ')) {
    const last = rows.at(-1);
    if (last !== undefined && last.length + word.length < characters)
      rows[rows.length - 1] = `${last} ${word}`;
    else rows.push(word);
  }
  return rows;
}
