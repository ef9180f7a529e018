import { defineConfig, type DefaultTheme } from 'vitepress';
import { apiPages } from '../reference/api/[module].paths.mjs';
import { contents, decisions, type Page } from './contents.mjs';
import { inlineDrawings } from './drawings.mjs';
import { withHero } from './hero.mjs';
import { fitLinks } from './links.mjs';
import { drawSequences } from './sequence.mjs';

const item = ({ text, path }: Page): DefaultTheme.SidebarItem => ({ text, link: `/${path}` });
const chapters = contents();

const sidebar: DefaultTheme.SidebarItem[] = [
  ...chapters.map(({ text, pages }) => ({ text, items: pages.map(item) })),
  { text: 'API', collapsed: true, items: apiPages().map(item) },
  { text: 'Decisions', collapsed: true, items: decisions().map(item) },
];

/** Below which path of a server the site will lie: begins and ends with a slash. */
const base = process.env['DOCS_BASE'] ?? '/';

export default defineConfig({
  title: 'nestjs-litserve',
  description: 'A decorated NestJS provider becomes a production model endpoint',
  lang: 'en',
  base,
  head: [['link', { rel: 'icon', href: `${base}icon.svg`, type: 'image/svg+xml' }]],
  outDir: '../dist/docs',
  cacheDir: '../dist/docs-cache',
  rewrites: { 'README.md': 'index.md', 'decisions/README.md': 'decisions/index.md' },
  markdown: {
    config: (markdown) => {
      fitLinks(markdown);
      inlineDrawings(markdown);
      drawSequences(markdown);
    },
  },
  transformPageData: withHero,
  themeConfig: {
    sidebar,
    nav: [
      { text: 'Quick start', link: '/guides/first-endpoint' },
      { text: 'How it works', link: '/concepts' },
      { text: 'FAQ', link: '/faq' },
      { text: 'Options', link: '/reference/options' },
      { text: 'Errors', link: '/reference/errors' },
    ],
    outline: [2, 3],
    search: { provider: 'local' },
  },
});
