import { chain, type Rule } from '@angular-devkit/schematics';
import { appFacts } from '../deployment/app-facts.js';
import type { DeploymentOptions } from '../deployment/deployment.options.js';
import { writeNew } from '../deployment/write-new.js';

/** `nest g -c nestjs-litserve k8s`: what runs the app's image in a cluster. */
export function k8s(options: DeploymentOptions): Rule {
  return (tree, context) => {
    const facts = appFacts(tree, options);
    return chain([
      writeNew({ ...facts, cuda: options.type === 'cuda' }, '/k8s'),
      () =>
        context.logger.info(
          'Set the image in k8s/kustomization.yaml, then:\n  kubectl apply -k k8s\nWith KEDA in the cluster, also:\n  kubectl apply -f k8s/scaled-object.yaml',
        ),
    ]);
  };
}
