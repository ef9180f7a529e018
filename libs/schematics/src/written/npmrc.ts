import type { Rule } from '@angular-devkit/schematics';

const PATH = '/.npmrc';
/** A line that decides about the download already, or about all install scripts. */
const DECIDED = /^\s*(onnxruntime-node-install|ignore-scripts)\s*=/m;
const LINES = `# onnxruntime-node fetches the libraries for CUDA after its installation on Linux with x64, from a host that is not
# npm's: where that cannot be reached, npm ci fails. All that CPUs need is in the package. For NVIDIA GPUs, take this
# line out and run "npm rebuild onnxruntime-node".
onnxruntime-node-install=skip
`;

/** Lets `npm ci` work without the host that onnxruntime-node takes its CUDA libraries from; npm alone reads the file so. */
export function skipCudaDownload(): Rule {
  return (tree) => {
    if (tree.exists('/yarn.lock') || tree.exists('/pnpm-lock.yaml')) return;
    const before = tree.exists(PATH) ? tree.readText(PATH) : '';
    if (DECIDED.test(before)) return;
    const after = `${before}${before === '' || before.endsWith('\n') ? '' : '\n'}${LINES}`;
    if (!tree.exists(PATH)) tree.create(PATH, after);
    else tree.overwrite(PATH, after);
  };
}
