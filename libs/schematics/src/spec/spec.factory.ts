import { dirname, normalize, strings } from '@angular-devkit/core';
import { chain, noop, type Rule } from '@angular-devkit/schematics';
import { locate } from '../project/location.js';
import { importAppModules, LIT_SERVE_MODULE } from '../written/app-modules.js';
import { checkNew } from '../written/check-new.js';
import { formatNewFiles } from '../written/format-new-files.js';
import { installWhenAdded } from '../written/install.js';
import { SPEC } from '../written/packages.js';
import { registerClass } from '../written/register-class.js';
import { writeTemplates } from '../written/write-templates.js';
import type { SpecOptions } from './spec.options.js';

/** `nest g -c nestjs-litserve spec`: a protocol of one's own in front of endpoints, as docs/guides/specs.md has it. */
export function spec(options: SpecOptions): Rule {
  const location = locate(options, ['spec']);
  const { folder, name } = location;
  const searchFrom = options.flat ? folder : dirname(normalize(folder));
  return (tree) => {
    checkNew(tree, `${folder}/${name}.module.ts`, options);
    return chain([
      options.skipImport
        ? noop()
        : chain([
            registerClass(location, { kind: 'module', searchFrom, format: options.format }),
            importAppModules([LIT_SERVE_MODULE], options.sourceRoot, options.format),
          ]),
      writeTemplates('./files', location, options),
      formatNewFiles(folder),
      installWhenAdded({}, options.spec ? SPEC : {}, options.skipInstall),
      (_tree, context) => {
        context.logger.info(
          `Endpoints opt in: specs: [${strings.camelize(name)}Spec.declare({ model: 'tiny' })]; then POST /${name}/tiny.`,
        );
      },
    ]);
  };
}
