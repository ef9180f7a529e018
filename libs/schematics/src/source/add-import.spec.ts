import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { addImport } from './add-import.js';

const PACKAGE = "import { Module } from '@nestjs/common';\n";
const OWN = "import { A } from './a.js';\n";
const REST = '\nexport class B {}\n';

describe('addImport', () => {
  it('puts packages above the files of the app', () => {
    const source = PACKAGE + OWN + REST;
    expect(addImport(ts, source, 'X', 'x')).toBe(`${PACKAGE}import { X } from 'x';\n${OWN}${REST}`);
    expect(addImport(ts, source, 'X', './x.js')).toBe(`${PACKAGE}${OWN}import { X } from './x.js';\n${REST}`);
  });

  it('puts a package first where there are only files of the app', () => {
    expect(addImport(ts, OWN + REST, 'X', 'x')).toBe(`import { X } from 'x';\n${OWN}${REST}`);
  });

  it('joins an import of values from the same place', () => {
    expect(addImport(ts, PACKAGE, 'Get', '@nestjs/common')).toBe(
      "import { Module, Get } from '@nestjs/common';\n",
    );
    const type = "import type { T } from 'x';\n";
    expect(addImport(ts, type, 'X', 'x')).toBe(`${type.trimEnd()}\nimport { X } from 'x';\n`);
  });

  it('leaves a name that is imported', () => {
    expect(addImport(ts, PACKAGE, 'Module', '@nestjs/common')).toBe(PACKAGE);
  });

  it('quotes as the file does, below a comment at its head', () => {
    const source = '/** Head. */\nimport { A } from "a";\n';
    expect(addImport(ts, source, 'X', 'x')).toBe(`${source}import { X } from "x";\n`);
    expect(addImport(ts, '', 'X', 'x')).toBe("import { X } from 'x';\n");
  });
});
