import { describe, expect, it } from '@jest/globals';
import { compile } from './support/compile.js';
import { tableRows } from './support/markdown.js';
import { read, type TextFile } from './support/repository.js';

const SLOW_MS = 120_000;
const TYPES = { request: 'RequestEvent', batch: 'BatchEvent', worker: 'WorkerEvent' } as const;

/** A module that compiles only if the table of an event says what its type does, field by field. */
function comparison(page: string, event: keyof typeof TYPES): string {
  const section = page.split(/^## /m).find((one) => one.startsWith(`\`${event}\``)) ?? '';
  const fields = tableRows(section, 'field').map(([name = '', type = '']) => `readonly ${name}: ${type};`);
  const type = TYPES[event];
  return `import type { ${type} } from 'nestjs-litserve';
    interface Documented { ${fields.join(' ')} }
    export const isComplete = (names: keyof ${type}): keyof Documented => names;
    export const isTrue = (event: ${type}): Documented => event;
    export const isNarrow = (event: Documented): ${type} => event;`;
}

const comparisons = (page: string, path = 'docs/reference/events.md'): TextFile[] =>
  (Object.keys(TYPES) as (keyof typeof TYPES)[]).map((event) => ({
    path: `${path}/${event}.ts`,
    text: comparison(page, event),
  }));

describe('docs/reference/events.md', () => {
  const page = read('docs/reference/events.md').text;

  it(
    'has the fields that events have, with their types',
    () => expect(compile(comparisons(page))).toEqual([]),
    SLOW_MS,
  );

  it(
    'would be noticed to differ',
    () => {
      const pages = {
        less: page.replace(/^\| `caller\?`.*\n/m, ''),
        more: page.replace(/^\| `size` /m, '| `weight` | `number` | |\n| `size` '),
        narrower: page.replace("'stopping' \\| ", ''),
        required: page.replace('`reason?`', '`reason`'),
      };
      const wrong = compile(Object.entries(pages).flatMap(([name, text]) => comparisons(text, name)));
      const events = ['less/request', 'more/batch', 'narrower/worker', 'required/worker'];
      expect([...new Set(wrong.map((problem) => problem.split('.ts')[0]))]).toEqual(events);
    },
    SLOW_MS,
  );
});
