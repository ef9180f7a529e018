import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { addShutdownHooks } from './add-shutdown-hooks.js';

describe('addShutdownHooks', () => {
  it('calls it on the app, whatever that is called, as far in as it is made', () => {
    const source = `async function run() {
    const server = await NestFactory.create<NestFastifyApplication>(
      AppModule,
      new FastifyAdapter(),
    );
    await server.listen(3000);
}
`;
    expect(addShutdownHooks(ts, source)).toBe(
      source.replace('    );\n', '    );\n    server.enableShutdownHooks();\n'),
    );
  });

  it('calls it once', () => {
    const source = 'const app = await NestFactory.create(A);\napp.enableShutdownHooks();\n';
    expect(addShutdownHooks(ts, source)).toBe(source);
  });

  it('gives up on a file that makes no app of a name', () => {
    expect(addShutdownHooks(ts, 'await (await NestFactory.create(A)).listen(1);')).toBeUndefined();
  });
});
