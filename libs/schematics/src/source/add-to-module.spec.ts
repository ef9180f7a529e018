import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { addToModule } from './add-to-module.js';

const added = (metadata: string): string | undefined =>
  addToModule(ts, `@Module(${metadata})\nexport class AppModule {}\n`, 'imports', 'New', 'New.forRoot()')
    ?.replace('@Module(', '')
    .replace(')\nexport class AppModule {}\n', '');

describe('addToModule', () => {
  it.each([
    ['', '{ imports: [New.forRoot()] }'],
    ['{}', '{\n  imports: [New.forRoot()],\n}'],
    ['{ imports: [] }', '{ imports: [New.forRoot()] }'],
    ['{ imports: [A] }', '{ imports: [A, New.forRoot()] }'],
    ['{ imports: [A,] }', '{ imports: [A, New.forRoot(),] }'],
    ['{ imports: [A, ...more] }', '{ imports: [A, ...more, New.forRoot()] }'],
    ['{ "imports": [A] }', '{ "imports": [A, New.forRoot()] }'],
    ['{ imports }', '{ imports: [...imports, New.forRoot()] }'],
    ['{ imports: shared }', '{ imports: [...shared, New.forRoot()] }'],
    ['{ imports: on ? [A] : [] }', '{ imports: [...(on ? [A] : []), New.forRoot()] }'],
    ['{ providers: [P] }', '{ providers: [P], imports: [New.forRoot()] }'],
    ['{\n  providers: [P],\n}', '{\n  providers: [P],\n  imports: [New.forRoot()],\n}'],
    [
      '{\n  imports: [\n    A, // first\n    B,\n  ],\n}',
      '{\n  imports: [\n    A, // first\n    B,\n    New.forRoot(),\n  ],\n}',
    ],
  ])('%j', (before, after) => {
    expect(added(before)).toBe(after);
  });

  it.each(['{ imports: [New] }', '{ imports: [New.forRootAsync({ useClass: X })] }'])(
    'leaves %s',
    (before) => {
      expect(added(before)).toBe(before);
    },
  );

  it('takes no other name for the same', () => {
    expect(added('{ imports: [NewModule] }')).toBe('{ imports: [NewModule, New.forRoot()] }');
  });

  it('changes only the list, and only of a module', () => {
    const source = `// @Module({ imports: [] })
const text = '@Module({ imports: [] })';
@Injectable()
class Other {}
@Global()
@Module({ imports: [A], providers: [{ provide: 'imports', useValue: [] }] })
export class AppModule { imports = []; }
`;
    expect(addToModule(ts, source, 'imports', 'B')).toBe(source.replace('[A]', '[A, B]'));
  });

  it.each([
    'export class A {}',
    '@Module(metadata)\nexport class A {}',
    '@Module({ get imports() { return []; } })\nclass A {}',
  ])('gives up on %j', (source) => {
    expect(addToModule(ts, source, 'imports', 'B')).toBeUndefined();
  });
});
