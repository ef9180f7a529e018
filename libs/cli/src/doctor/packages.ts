import { dirname, join } from 'node:path';
import type { DoctorSystem } from './doctor-system.js';

/** What is read of a `package.json`. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly engines: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly optionalPeers: ReadonlySet<string>;
}

/** An installed package. */
export interface InstalledPackage extends Manifest {
  /** Its folder, without symbolic links. */
  readonly folder: string;
}

/** This package's own manifest. */
export function ownPackage(system: DoctorSystem): Manifest {
  for (const folder of upwards(system.ownFolder)) {
    const manifest = readManifest(system, folder);
    if (manifest?.name === 'nestjs-litserve') return manifest;
  }
  throw new Error(`nestjs-litserve: there is no package.json above ${system.ownFolder}`);
}

/** The copy of a package that code in a folder gets. */
export function packageSeenFrom(
  system: DoctorSystem,
  folder: string,
  name: string,
): InstalledPackage | undefined {
  for (const above of upwards(folder)) {
    const place = join(above, 'node_modules', name);
    const manifest = readManifest(system, place);
    if (manifest) return { ...manifest, folder: system.realPath(place) ?? place };
  }
  return undefined;
}

/** The folder and all above it. */
export function upwards(folder: string): readonly string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...upwards(parent)];
}

function readManifest({ readText }: DoctorSystem, folder: string): Manifest | undefined {
  const json = readRecord(readText(join(folder, 'package.json')));
  if (typeof json['version'] !== 'string') return undefined;
  const meta = recordOf(json['peerDependenciesMeta']);
  return {
    name: String(json['name']),
    version: json['version'],
    engines: texts(json['engines']),
    peerDependencies: texts(json['peerDependencies']),
    optionalPeers: new Set(Object.keys(meta).filter((name) => recordOf(meta[name])['optional'] === true)),
  };
}

/** A JSON object out of a file; empty when it is none. */
export function readRecord(text: string | undefined): Readonly<Record<string, unknown>> {
  try {
    return recordOf(JSON.parse(text ?? ''));
  } catch {
    return {};
  }
}

const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

const texts = (value: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(recordOf(value)).map(([name, text]) => [name, String(text)]));
