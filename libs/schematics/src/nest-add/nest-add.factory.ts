import { chain, noop, schematic, type Rule } from '@angular-devkit/schematics';
import { hasPackage, readManifest } from '../project/manifest.js';
import { usesOf } from '../project/uses-of.js';
import { importAppModules, LIT_SERVE_MODULE } from '../written/app-modules.js';
import { skipCudaDownload } from '../written/npmrc.js';
import type { NestAddOptions } from './nest-add.options.js';
import { enableShutdownHooks } from './shutdown-hooks.js';

/** `nest add nestjs-litserve`: from an app to one that serves a model. Done again it changes nothing. */
export function nestAdd(options: NestAddOptions): Rule {
  return chain([
    importAppModules([LIT_SERVE_MODULE], options.sourceRoot, false),
    enableShutdownHooks(options.sourceRoot),
    prepareOnnx(),
    addFirstEndpoint(options),
    sayWhatIsNext(),
  ]);
}

/** An app that runs ONNX models already gets what installing them needs. */
function prepareOnnx(): Rule {
  return (tree) => (hasPackage(readManifest(tree), 'onnxruntime-node') ? skipCudaDownload() : noop());
}

function addFirstEndpoint({ endpoint: name, type, sourceRoot, skipInstall }: NestAddOptions): Rule {
  return (tree) => {
    if (name === '' || usesOf(tree, `/${sourceRoot}`, '@LitEndpoint(')) return noop();
    return schematic('endpoint', { name, type, sourceRoot, skipInstall });
  };
}

function sayWhatIsNext(): Rule {
  return (_tree, context) => {
    context.logger.info(
      [
        'More endpoints:',
        '  nest g -c nestjs-litserve endpoint <name> --type unary|batch|stream|onnx|openai|mcp',
        'What is missing on this machine:',
        '  npx nestjs-litserve doctor',
      ].join('\n'),
    );
  };
}
