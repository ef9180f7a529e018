import type { DoctorSystem } from '../doctor-system.js';
import { ok, wrong, type Finding } from '../finding.js';
import { ownPackage } from '../packages.js';
import { isWithin } from '../version-range.js';

export function checkNode(system: DoctorSystem): Finding[] {
  const { nodeVersion, platform, arch } = system;
  const range = ownPackage(system).engines['node'] ?? '>=0';
  const here = `Node ${nodeVersion} on ${platform}-${arch}`;
  if (isWithin(nodeVersion, range)) return [ok('node', here)];
  return [wrong('node', `${here}, needed is ${range}`, 'install a newer Node')];
}
