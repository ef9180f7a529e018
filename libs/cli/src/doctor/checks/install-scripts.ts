import { join } from 'node:path';
import { hasNvidiaHint, librariesMissing } from '#workers';
import type { DoctorSystem } from '../doctor-system.js';
import { ok, warn, type Finding } from '../finding.js';
import { readRecord, upwards } from '../packages.js';

const CHECK = 'install scripts';
const PACKAGE = 'onnxruntime-node';

/** Install scripts bring the CUDA libraries of onnxruntime-node, and all package managers can leave them out. */
export function checkInstallScripts(system: DoctorSystem): Finding[] {
  const why = whyNoScripts(system);
  const missing = librariesMissing('cuda', system);
  const needed = system.onnxruntime !== undefined && hasNvidiaHint(system) && missing.length > 0;
  if (needed) {
    return [
      warn(
        CHECK,
        `${why ?? 'they run here'}, and ${PACKAGE} has no ${missing.join(', ')}, for the GPU of this machine`,
        `run 'npm rebuild ${PACKAGE} --ignore-scripts=false' (pnpm: 'pnpm approve-builds'), with access to the network`,
      ),
    ];
  }
  return [ok(CHECK, why ? `${why}; nothing here needs them, CUDA would` : 'they run')];
}

/** Which setting keeps install scripts from running; `undefined` when they run. */
function whyNoScripts(system: DoctorSystem): string | undefined {
  const { env, home } = system;
  if (env['npm_config_ignore_scripts'] === 'true') return 'npm_config_ignore_scripts is true';
  const files = [...upwards(system.folder), home].map((folder) => join(folder, '.npmrc'));
  const npmrc = files.find((file) => /^\s*ignore-scripts\s*=\s*true\s*$/m.test(system.readText(file) ?? ''));
  if (npmrc !== undefined) return `${npmrc} says ignore-scripts=true`;
  return whyNot(system);
}

/** What other package managers than npm say; the lock file tells which one it is. */
function whyNot({ folder, exists, readText }: DoctorSystem): string | undefined {
  const read = (name: string): string => readText(join(folder, name)) ?? '';
  const has = (name: string): boolean => exists(join(folder, name));
  const manifest = readRecord(read('package.json'));
  if (has('yarn.lock') && /^\s*enableScripts:\s*false/m.test(read('.yarnrc.yml'))) {
    return '.yarnrc.yml says enableScripts: false';
  }
  if (has('pnpm-lock.yaml')) {
    const allowed = `${JSON.stringify(manifest['pnpm'] ?? {})}${read('pnpm-workspace.yaml')}`;
    if (!allowed.includes(PACKAGE)) return `pnpm runs those it is told to, and ${PACKAGE} is none of them`;
  }
  if (has('bun.lock') || has('bun.lockb')) {
    if (!JSON.stringify(manifest['trustedDependencies'] ?? []).includes(PACKAGE)) {
      return `bun runs those of trustedDependencies, and ${PACKAGE} is none of them`;
    }
  }
  return undefined;
}
