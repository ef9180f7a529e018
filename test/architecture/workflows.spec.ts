import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { exists, filesUnder, packageJson, type TextFile } from './support/repository.js';

interface Step {
  readonly uses?: string;
  readonly run?: string;
}

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly 'timeout-minutes'?: number;
  readonly strategy?: { readonly matrix: { readonly node?: readonly string[] } };
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

/** What may be asked of the token of a job beyond reading the source. */
const MORE_RIGHTS = new Set(['release.yml publish id-token: write']);

function problems({ path, text }: TextFile): string[] {
  const workflow = parse(text) as Workflow;
  const name = path.split('/').at(-1) ?? path;
  const rights = Object.entries(workflow.permissions ?? {}).map(([key, value]) => `${key}: ${value}`);
  return [
    ...(rights.join() === 'contents: read'
      ? []
      : [`expected permissions contents: read, got ${rights.join()}`]),
    ...Object.entries(workflow.jobs).flatMap(([job, one]) => jobProblems(name, job, one)),
  ].map((problem) => `${name}: ${problem}`);
}

function jobProblems(file: string, name: string, { permissions = {}, steps, ...job }: Job): string[] {
  const more = Object.entries(permissions)
    .map(([key, value]) => `${key}: ${value}`)
    .filter((right) => right !== 'contents: read' && !MORE_RIGHTS.has(`${file} ${name} ${right}`));
  return [
    ...more.map((right) => `${name} has ${right}`),
    ...(job['timeout-minutes'] === undefined ? [`${name} has no timeout`] : []),
    ...steps.flatMap(({ uses, run }) => [...usesProblems(uses), ...runProblems(run)]),
  ];
}

const usesProblems = (uses: string | undefined): string[] =>
  uses === undefined || /@[\da-f]{40}$/.test(uses) ? [] : [`${uses} is not pinned to a commit`];

function runProblems(run = ''): string[] {
  const { scripts } = packageJson();
  const named = [...run.matchAll(/npm run (?:-\S+ )*([\w:-]+)/g)].map(([, script]) => script ?? '');
  const files = [...run.matchAll(/(?:^|\s)(\.ci\/\w+|tools\/[\w.-]+)/g)].map(([, file]) => file ?? '');
  return [
    // A value in a command line is seen by whoever lists processes, and may be code.
    ...(run.includes('${{') ? [`an expression in a command: ${run}`] : []),
    ...named.filter((script) => !(script in scripts)).map((script) => `there is no npm run ${script}`),
    ...files.filter((file) => !exists(file)).map((file) => `there is no ${file}`),
  ];
}

describe('workflows', () => {
  const files = filesUnder('.github/workflows', '.yml');

  it('have the rights they need, pinned actions and commands that exist', () => {
    expect(files.length).toBeGreaterThanOrEqual(3);
    expect(files.flatMap(problems)).toEqual([]);
  });

  it('try the least Node the package allows, and the lines after it', () => {
    const ci = parse(files.find(({ path }) => path.endsWith('/ci.yml'))?.text ?? '') as Workflow;
    const least = packageJson().engines['node']?.replace('>=', '');
    expect(ci.jobs['check']?.strategy?.matrix.node).toEqual([least, '22', '24']);
  });

  it.each([
    ['permissions: { contents: write }', 'expected permissions contents: read, got contents: write'],
    [
      'jobs: { a: { permissions: { id-token: write }, timeout-minutes: 1, steps: [] } }',
      'a has id-token: write',
    ],
    ['jobs: { a: { steps: [] } }', 'a has no timeout'],
    [
      'jobs: { a: { timeout-minutes: 1, steps: [{ uses: actions/checkout@v4 }] } }',
      'actions/checkout@v4 is not pinned to a commit',
    ],
    [
      'jobs: { a: { timeout-minutes: 1, steps: [{ run: "npm run nothing" }] } }',
      'there is no npm run nothing',
    ],
    ['jobs: { a: { timeout-minutes: 1, steps: [{ run: ".ci/none" }] } }', 'there is no .ci/none'],
    [
      'jobs: { a: { timeout-minutes: 1, steps: [{ run: "echo ${{ secrets.TOKEN }}" }] } }',
      'an expression in a command: echo ${{ secrets.TOKEN }}',
    ],
  ])('says what is wrong with %s', (text, problem) => {
    const jobs = text.startsWith('jobs') ? '' : '\njobs: {}';
    const rights = text.startsWith('permissions') ? '' : 'permissions: { contents: read }\n';
    expect(problems({ path: 'x.yml', text: `${rights}${text}${jobs}` })).toEqual([`x.yml: ${problem}`]);
  });
});
