import { checkDevices } from './checks/devices.js';
import { checkInstallScripts } from './checks/install-scripts.js';
import { checkLimits } from './checks/limits.js';
import { checkModel } from './checks/model.js';
import { checkNode } from './checks/node.js';
import { checkOnnxruntime } from './checks/onnxruntime.js';
import { checkPeers } from './checks/peers.js';
import type { DoctorSystem } from './doctor-system.js';
import type { Finding } from './finding.js';

/**
 * Looks at everything a deployment depends on, and changes nothing.
 *
 * @param models paths of `.onnx` files
 */
export function doctor(system: DoctorSystem, models: readonly string[]): readonly Finding[] {
  return [
    ...checkNode(system),
    ...checkPeers(system),
    ...checkInstallScripts(system),
    ...checkOnnxruntime(system),
    ...checkDevices(system),
    ...checkLimits(system),
    ...models.flatMap((path) => checkModel(system, path)),
  ];
}
