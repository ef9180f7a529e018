/** What `nest new` makes, as far as generators look at it. */
export function appFiles(type: 'module' | 'commonjs' = 'module'): Record<string, string> {
  const ending = type === 'module' ? '.js' : '';
  return {
    '/package.json': `${JSON.stringify(manifest(type), undefined, 2)}\n`,
    ...(type === 'module' && { '/vitest.config.ts': 'export default { test: { globals: true } };\n' }),
    '/nest-cli.json': '{ "sourceRoot": "src" }\n',
    '/src/main.ts': `import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module${ending}';

async function bootstrap() {
  const app = await NestFactory.create(AppModule);
  await app.listen(process.env.PORT ?? 3000);
}
${type === 'module' ? 'await' : 'void'} bootstrap();
`,
    '/src/app.module.ts': `import { Module } from '@nestjs/common';
import { AppController } from './app.controller${ending}';
import { AppService } from './app.service${ending}';

@Module({
  imports: [],
  controllers: [AppController],
  providers: [AppService],
})
export class AppModule {}
`,
  };
}

function manifest(type: 'module' | 'commonjs'): object {
  return {
    name: 'app',
    ...(type === 'module' && { type }),
    dependencies: { '@nestjs/common': '^12.0.1', rxjs: '^7.8.1' },
    devDependencies:
      type === 'module'
        ? { vitest: '^4.1.2', supertest: '^7.0.0' }
        : { jest: '^30.0.0', supertest: '^7.0.0' },
  };
}
