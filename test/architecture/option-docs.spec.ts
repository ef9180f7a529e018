import { describe, expect, it } from '@jest/globals';
import { ENDPOINT_DEFAULTS, LIT_SERVE_DEFAULTS } from 'nestjs-litserve';
import { RESPONSES_DEFAULTS } from '../../libs/openai/src/responses/responses.options.js';
import { tableRows } from './support/markdown.js';
import { documentedDefaults, valueOf } from './support/option-defaults.js';
import { read } from './support/repository.js';

type Defaults = ReadonlyMap<string, string | undefined>;

/** The doc comment is what an editor shows, the page what a reader finds: they must say the same. */
function pageProblems(defaults: Defaults, rows: readonly string[][]): string[] {
  const inPage = new Map(rows.map(([option = '', value]) => [option, value]));
  return [
    ...[...defaults].flatMap(([option, value]) => {
      if (!inPage.has(option)) return [`${option} is not in the page`];
      if (value === undefined) return [`${option} has no @default`];
      const said = inPage.get(option);
      return said === value ? [] : [`${option}: @default is "${value}", the page says "${said}"`];
    }),
    ...[...inPage.keys()]
      .filter((option) => !defaults.has(option))
      .map((option) => `${option} does not exist`),
  ];
}

/** And both must say what the code does. */
function valueProblems(defaults: Defaults, constants: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(constants)
    .filter(([option, value]) => valueOf(defaults.get(option) ?? '') !== value)
    .map(
      ([option, value]) => `${option}: @default is "${defaults.get(option)}", the code has ${String(value)}`,
    );
}

const page = read('docs/reference/options.md').text;
const sections = page.split(/^## /m);
const rowsUnder = (title: string): string[][] =>
  tableRows(sections.find((section) => section.startsWith(title)) ?? '', 'option');

describe.each([
  {
    title: '`@LitEndpoint`',
    defaults: documentedDefaults(read('libs/endpoint/src/endpoint.options.ts'), 'LitEndpointOptions'),
    constants: ENDPOINT_DEFAULTS,
  },
  {
    title: '`LitServeModule.forRoot`',
    defaults: documentedDefaults(read('libs/core/src/lit-serve.options.ts'), 'LitServeOptions'),
    constants: LIT_SERVE_DEFAULTS,
  },
  {
    title: '`@LitRoute`',
    defaults: documentedDefaults(read('libs/http/src/lit-route.decorator.ts'), 'LitRouteOptions'),
    constants: {},
  },
  {
    title: '`OpenAIModule.forRoot`: `responses`',
    defaults: documentedDefaults(
      read('libs/openai/src/responses/responses.options.ts'),
      'OpenAIResponsesModuleOptions',
    ),
    constants: RESPONSES_DEFAULTS,
  },
  {
    title: '`OpenInferenceModule.forRoot`',
    defaults: documentedDefaults(
      read('libs/open-inference/src/open-inference.options.ts'),
      'OpenInferenceModuleOptions',
    ),
    constants: {},
  },
  {
    title: '`openInference`',
    defaults: documentedDefaults(
      read('libs/open-inference/src/open-inference-spec.ts'),
      'OpenInferenceOptions',
    ),
    constants: {},
  },
  {
    title: '`OnnxModel.load`',
    defaults: documentedDefaults(read('libs/onnx/src/model/onnx-model.options.ts'), 'OnnxModelOptions'),
    constants: {},
  },
  {
    title: '`OnnxModel.warmUp`',
    defaults: documentedDefaults(read('libs/onnx/src/model/onnx-model.options.ts'), 'WarmUpOptions'),
    constants: {},
  },
  {
    title: '`CausalModel.load`',
    defaults: documentedDefaults(read('libs/onnx/src/causal/causal-model.ts'), 'CausalModelOptions'),
    constants: {},
  },
  {
    title: '`CausalModel.generate`',
    defaults: documentedDefaults(read('libs/onnx/src/causal/generate.ts'), 'GenerateOptions'),
    constants: {},
  },
])('the options of $title', ({ title, defaults, constants }) => {
  it('are in docs/reference/options.md with their defaults', () => {
    expect(pageProblems(defaults, rowsUnder(title))).toEqual([]);
  });

  it('have the defaults their comments name', () => {
    expect(valueProblems(defaults, constants)).toEqual([]);
  });
});

describe('the comparison', () => {
  const source = `export interface Options {
    /** Text. @default 10 MiB */ readonly a?: number;
    /** Text. @default \`'x'\` */ readonly b?: string;
    readonly c?: string;
  }`;
  const defaults = documentedDefaults({ path: 'a.ts', text: source }, 'Options');

  it('notices a page that differs', () => {
    const rows = tableRows(
      '| option | default |\n|---|---|\n| `a` | 1 MiB |\n| `c` | x |\n| `d` | 1 |',
      'option',
    );
    expect(pageProblems(defaults, rows)).toEqual([
      'a: @default is "10 MiB", the page says "1 MiB"',
      'b is not in the page',
      'c has no @default',
      'd does not exist',
    ]);
  });

  it('notices a constant that differs', () => {
    expect(valueProblems(defaults, { a: 10 * 1024 * 1024, b: 'y', e: 1 })).toEqual([
      `b: @default is "'x'", the code has y`,
      'e: @default is "undefined", the code has 1',
    ]);
  });

  it('notices an interface that was renamed', () => {
    expect(() => documentedDefaults({ path: 'a.ts', text: source }, 'Other')).toThrow('no interface Other');
  });
});
