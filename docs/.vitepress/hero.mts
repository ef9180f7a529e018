import type { PageData } from 'vitepress';

/** The top of the first page. It stands here, and not in docs/README.md, where readers of the repository would see it. */
export function withHero(page: PageData): Partial<PageData> | undefined {
  if (page.relativePath !== 'index.md') return undefined;
  return {
    frontmatter: {
      layout: 'home',
      hero: {
        name: 'nestjs-litserve',
        text: 'A NestJS provider becomes a model endpoint',
        tagline: 'Dynamic batching, worker processes and streams, inside the Nest app you already have.',
        actions: [
          { theme: 'brand', text: 'Your first endpoint', link: '/guides/first-endpoint' },
          { theme: 'alt', text: 'How it works', link: '/concepts' },
          { theme: 'alt', text: 'Questions', link: '/faq' },
        ],
      },
    },
  };
}
