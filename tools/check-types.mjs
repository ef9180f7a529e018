/**
 * The published types as an app sees them, which has none of the optional packages: test/types compiles against them,
 * nothing in them is missing, and an app that uses them takes its compiler no longer than a share more than one without.
 * Needs a build. `node tools/check-types.mjs`
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const PACKAGES = ['@nestjs/common', '@nestjs/core', '@types/node', 'reflect-metadata', 'rxjs'];
/** As in Nest's own template. */
const COMPILER = {
  target: 'es2023',
  module: 'nodenext',
  strict: true,
  strictPropertyInitialization: false,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  isolatedModules: true,
  noEmit: true,
  types: ['node'],
};
/** Rounds are taken in turn, and the fastest of each counts: what disturbs only adds. */
const ROUNDS = 3;
/** How much longer the compiler may take for an app with an endpoint than for the same app without. */
const BUDGET = { times: 1.35, types: 1_000 };

const BARE = `import { Body, Controller, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
@Controller()
class Double {
  @Post('double')
  predict(@Body() { x }: { x: number }): number { return x * 2; }
}
@Module({ controllers: [Double] })
class AppModule {}
await (await NestFactory.create(AppModule)).listen(3000);
`;
const WITH_ENDPOINT = `import { Body, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { InjectEndpoint, LitEndpoint, LitServeModule, type EndpointRef } from 'nestjs-litserve';
@LitEndpoint('/double')
class Double {
  decodeRequest(@Body() { x }: { x: number }): number { return x; }
  predict(x: number): number { return x * 2; }
}
export class Caller {
  constructor(@InjectEndpoint(Double) private readonly double: EndpointRef<Double>) {}
  call(): Promise<number> { return this.double.predict({ x: 2 }); }
}
@Module({ imports: [LitServeModule.forRoot()], providers: [Double, Caller] })
class AppModule {}
await (await NestFactory.create(AppModule)).listen(3000);
`;

const folder = mkdtempSync(join(tmpdir(), 'litserve-types-'));
try {
  install();
  const problems = [...promises(), ...cost()];
  for (const problem of problems) console.error(`check-types: ${problem}`);
  process.exitCode = problems.length > 0 ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true });
}

/** What an app has that uses no more than the core. */
function install() {
  const output = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], { cwd: root });
  const [{ filename }] = Object.values(JSON.parse(output));
  execFileSync('tar', ['-xzf', join(folder, filename), '-C', folder]);
  for (const name of PACKAGES) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), link);
  }
  cpSync(join(folder, 'package'), join(folder, 'node_modules/nestjs-litserve'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  cpSync(join(root, 'test/types'), join(folder, 'types'), { recursive: true });
  writeFileSync(join(folder, 'bare.ts'), BARE);
  writeFileSync(join(folder, 'with-endpoint.ts'), WITH_ENDPOINT);
}

/** Declarations are looked into as well, ours at least. */
function promises() {
  const { output } = compile('types', { include: ['types'], options: { skipLibCheck: false } });
  return output.split('\n').filter((line) => /^((types|node_modules\/nestjs-litserve)\/|error)/.test(line));
}

function cost() {
  const apps = ['bare', 'with-endpoint'];
  const runs = { bare: [], 'with-endpoint': [] };
  for (let round = 0; round < ROUNDS; round++) {
    for (const app of apps)
      runs[app].push(compile(app, { include: [`${app}.ts`], options: { skipLibCheck: true } }));
  }
  const failed = apps.filter((app) => runs[app].some(({ status }) => status !== 0));
  if (failed.length > 0) return failed.map((app) => `${app}.ts does not compile:\n${runs[app][0].output}`);
  const [bare, used] = apps.map((app) => ({
    seconds: Math.min(...runs[app].map(({ output }) => figure(output, 'Total time'))),
    types: figure(runs[app][0].output, 'Types'),
    files: figure(runs[app][0].output, 'Files'),
  }));
  const times = used.seconds / bare.seconds;
  const types = used.types - bare.types;
  console.log(
    `type check: ${bare.seconds} s bare, ${used.seconds} s with an endpoint, ${times.toFixed(2)} times; ` +
      `${types} types and ${used.files - bare.files} files more`,
  );
  return [
    ...(times > BUDGET.times ? [`${times.toFixed(2)} times as long, at most ${BUDGET.times} expected`] : []),
    ...(types > BUDGET.types ? [`${types} types more, at most ${BUDGET.types} expected`] : []),
  ];
}

function compile(name, { include, options }) {
  const config = join(folder, `tsconfig.${name}.json`);
  writeFileSync(config, JSON.stringify({ compilerOptions: { ...COMPILER, ...options }, include }));
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const args = [tsc, '-p', config, '--extendedDiagnostics', '--pretty', 'false'];
  const { status, stdout } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  return { status, output: stdout };
}

function figure(output, name) {
  return Number(new RegExp(`^${name}:\\s+([\\d.]+)`, 'm').exec(output)[1]);
}
