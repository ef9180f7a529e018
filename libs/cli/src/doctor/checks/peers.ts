import { join } from 'node:path';
import type { DoctorSystem } from '../doctor-system.js';
import { ok, warn, wrong, type Finding } from '../finding.js';
import { ownPackage, packageSeenFrom } from '../packages.js';
import { isWithin } from '../version-range.js';

/** Of these a second copy breaks an app: tokens, metadata and classes of one are unknown to the other. */
const SINGLE = ['@nestjs/core', '@nestjs/common', 'reflect-metadata', 'rxjs'];

/** The packages this one shares with the app: there, of a version that fits, and one copy. */
export function checkPeers(system: DoctorSystem): Finding[] {
  const own = ownPackage(system);
  const found = Object.entries(own.peerDependencies).flatMap(([name, range]): Finding[] => {
    const seen = packageSeenFrom(system, system.folder, name);
    const isOptional = own.optionalPeers.has(name);
    if (!seen) {
      if (isOptional) return [];
      return [wrong('packages', `${name} is not installed in ${system.folder}`, `run 'npm install ${name}'`)];
    }
    if (isWithin(seen.version, range)) return [];
    const message = `${name} is ${seen.version}, needed is ${range}`;
    const cure = `run 'npm install "${name}@${range}"'`;
    return [isOptional ? warn('packages', message, cure) : wrong('packages', message, cure)];
  });
  const problems = [...found, ...copies(system)];
  if (problems.length > 0) return problems;
  const versions = SINGLE.map((name) => `${name} ${packageSeenFrom(system, system.folder, name)?.version}`);
  return [ok('packages', `${versions.join(', ')}; one copy of each`)];
}

function copies(system: DoctorSystem): Finding[] {
  return SINGLE.flatMap((name): Finding[] => {
    const apps = packageSeenFrom(system, system.folder, name);
    const ours = packageSeenFrom(system, system.ownFolder, name);
    if (apps && ours && apps.folder !== ours.folder) {
      return [
        wrong(
          'packages',
          `two copies of ${name}: the app has ${apps.folder}, nestjs-litserve ${ours.folder}`,
          'install nestjs-litserve as other packages are (no link, no file: dependency), then remove node_modules ' +
            'and install again',
        ),
      ];
    }
    const nested = nestedCopies(system, name);
    // Tools of the command line bring an rxjs of their own, and never meet the app.
    if (nested.length === 0 || name === 'rxjs') return [];
    return [
      warn(
        'packages',
        `more copies of ${name}: in ${nested.join(', ')}`,
        `run 'npm dedupe', see 'npm ls ${name}'`,
      ),
    ];
  });
}

/** Copies that other packages have for themselves, as npm and yarn nest them. */
function nestedCopies({ list, exists, folder }: DoctorSystem, name: string): readonly string[] {
  const modules = join(folder, 'node_modules');
  const packages = list(modules).flatMap((entry) =>
    entry.startsWith('@') ? list(join(modules, entry)).map((one) => join(entry, one)) : [entry],
  );
  return packages.filter((one) => exists(join(modules, one, 'node_modules', name, 'package.json')));
}
