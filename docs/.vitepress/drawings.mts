import type { MarkdownRenderer } from 'vitepress';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const DOCS = fileURLToPath(new URL('../', import.meta.url));

/**
 * Puts the drawings of docs/drawings into the page, in the place of images of them: so they take its colours, in the
 * dark as well. As images, in the repository, they have colours of their own.
 */
export function inlineDrawings(markdown: MarkdownRenderer): void {
  const { image } = markdown.renderer.rules;
  markdown.renderer.rules.image = (tokens, index, options, env, self) => {
    const token = tokens[index];
    const file = /(?:^|\/)(drawings\/[\w-]+\.svg)$/.exec(String(token?.attrGet('src')))?.[1];
    if (!token || !file) return image?.(tokens, index, options, env, self) ?? '';
    // What is described in words is not to be read letter by letter.
    const label = `aria-label="${markdown.utils.escapeHtml(token.content)}"`;
    const drawing = readFileSync(`${DOCS}${file}`, 'utf8')
      .replace(/aria-label="[^"]*"/, () => label)
      // Vue drops style elements of a page; this one it knows.
      .replace('<style>', '<component is="style">')
      .replace('</style>', '</component>');
    return `<span class="drawing-frame">${drawing}</span>`;
  };
}
