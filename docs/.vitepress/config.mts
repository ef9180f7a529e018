import { defineConfig, type DefaultTheme } from 'vitepress';
import { apiPages } from '../reference/api/[module].paths.mjs';
import { contents, decisions, type Page } from './contents.mjs';
import { withHero } from './hero.mjs';
import { fitLinks } from './links.mjs';

const item = ({ text, path }: Page): DefaultTheme.SidebarItem => ({ text, link: `/${path}` });
const chapters = contents();

const sidebar: DefaultTheme.SidebarItem[] = [
  ...chapters.map(({ text, pages }) => ({ text, items: pages.map(item) })),
  { text: 'API', collapsed: true, items: apiPages().map(item) },
  { text: 'Decisions', collapsed: true, items: decisions().map(item) },
];

export default defineConfig({
  title: 'nestjs-litserve',
  description: 'A decorated NestJS provider becomes a production model endpoint',
  lang: 'en',
  base: process.env['DOCS_BASE'] ?? '/',
  outDir: '../dist/docs',
  cacheDir: '../dist/docs-cache',
  rewrites: { 'README.md': 'index.md', 'decisions/README.md': 'decisions/index.md' },
  markdown: { config: fitLinks },
  transformPageData: withHero,
  themeConfig: {
    sidebar,
    nav: [
      { text: 'Quick start', link: '/guides/first-endpoint' },
      { text: 'Options', link: '/reference/options' },
      { text: 'Errors', link: '/reference/errors' },
    ],
    outline: [2, 3],
    search: { provider: 'local' },
  },
});
