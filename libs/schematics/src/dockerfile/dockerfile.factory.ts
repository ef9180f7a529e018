import { chain, SchematicsException, type Rule } from '@angular-devkit/schematics';
import { appFacts } from '../deployment/app-facts.js';
import type { DeploymentOptions } from '../deployment/deployment.options.js';
import { writeNew } from '../deployment/write-new.js';

/** `nest g -c nestjs-litserve dockerfile`: an image of the app, with or without CUDA. */
export function dockerfile(options: DeploymentOptions): Rule {
  return (tree, context) => {
    const facts = appFacts(tree, options);
    const cuda = options.type === 'cuda';
    if (cuda && !facts.onnx) {
      throw new SchematicsException(
        'Expected onnxruntime-node in package.json, whose libraries for CUDA the image is made for: npm install onnxruntime-node',
      );
    }
    if (facts.packages.install === 'npm install') {
      context.logger.warn('There is no lock file: what the image gets changes from day to day.');
    }
    const file = cuda ? 'Dockerfile.cuda' : 'Dockerfile';
    return chain([
      writeNew({ ...facts, cuda, file }, '/', ['/.dockerignore']),
      () =>
        context.logger.info(
          `Build it and run it:\n  docker build -t ${facts.name} -f ${file} .\n  docker run --rm -p ${facts.port}:${facts.port}${cuda ? ' --gpus all' : ''} --stop-timeout 20 ${facts.name}`,
        ),
    ]);
  };
}
