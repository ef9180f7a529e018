import type { MarkdownRenderer } from 'vitepress';
import { posix } from 'node:path';

/**
 * Pages are written for readers of the repository. On the site README.md is the index of its folder, and what lies
 * outside `docs`, code or a README of an example, is not there: its link becomes plain text.
 */
export function fitLinks(markdown: MarkdownRenderer): void {
  markdown.core.ruler.after('inline', 'fit-links', ({ tokens, env }) => {
    const folder = posix.dirname((env as { relativePath?: string }).relativePath ?? '');
    for (const { children } of tokens) {
      let isOutside = false;
      for (const token of children ?? []) {
        if (token.type === 'link_open') {
          const href = String(token.attrGet('href'));
          isOutside = leadsOut(folder, href);
          token.attrSet('href', href.replace(/README\.md(?=#|$)/, 'index.md'));
        }
        if (isOutside && token.type.startsWith('link_')) {
          token.type = 'text';
          token.content = '';
        }
        if (token.type === 'link_close') isOutside = false;
      }
    }
  });
}

function leadsOut(folder: string, href: string): boolean {
  if (/^([a-z]+:|#|\/)/.test(href)) return false;
  return posix.join(folder, href).startsWith('..');
}
