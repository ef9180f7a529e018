import { dirname, normalize } from '@angular-devkit/core';
import { chain, noop, type Rule } from '@angular-devkit/schematics';
import { locate, type Location } from '../project/location.js';
import { nearestModule } from '../project/nearest-module.js';
import { importAppModules } from '../written/app-modules.js';
import { checkNew } from '../written/check-new.js';
import { formatNewFiles } from '../written/format-new-files.js';
import { installWhenAdded } from '../written/install.js';
import { skipCudaDownload } from '../written/npmrc.js';
import { SPEC, VALIDATION } from '../written/packages.js';
import { registerClass } from '../written/register-class.js';
import { writeTemplates } from '../written/write-templates.js';
import type { EndpointOptions } from './endpoint.options.js';
import { ENDPOINT_KINDS } from './endpoint-kinds.js';
import { writeModel } from './write-model.js';

/** `nest g -c nestjs-litserve endpoint`: a class, its DTO and its spec, in a module the app imports. */
export function endpoint(options: EndpointOptions): Rule {
  const location = locate(options, ['api', 'endpoint']);
  const { folder, name } = location;
  const { modules, packages } = ENDPOINT_KINDS[options.type];
  return (tree) => {
    checkNew(tree, `${folder}/${name}.api.ts`, options);
    // In a folder of its own, an endpoint has a module of its own: workers start that and not the whole app.
    const ownModule = !options.flat && !nearestModule(tree, folder)?.startsWith(`${folder}/`);
    return chain([
      options.skipImport ? noop() : register(location, ownModule, options),
      options.skipImport ? noop() : importAppModules(modules, options.sourceRoot, options.format),
      writeTemplates(`./files/${options.type}`, location, options),
      ownModule ? writeTemplates('./files/module', location, options) : noop(),
      formatNewFiles(folder),
      options.type === 'onnx' ? chain([writeModel(location), skipCudaDownload()]) : noop(),
      installWhenAdded({ ...VALIDATION, ...packages }, options.spec ? SPEC : {}, options.skipInstall),
      sayHowToTry(location, options),
    ]);
  };
}

function register(location: Location, ownModule: boolean, { format }: EndpointOptions): Rule {
  const { folder } = location;
  const registration = ownModule
    ? { kind: 'module' as const, searchFrom: dirname(normalize(folder)) }
    : { kind: 'api' as const, searchFrom: folder };
  return registerClass(location, { ...registration, format });
}

function sayHowToTry({ name }: Location, { type }: EndpointOptions): Rule {
  return (_tree, context) => {
    const flag = type === 'stream' || type === 'openai' ? ' -N' : '';
    const { body } = ENDPOINT_KINDS[type];
    context.logger.info(
      `Start the app and try it:\n  curl${flag} localhost:3000/${name} -H 'content-type: application/json' -d '${body}'`,
    );
  };
}
