import type { Accelerator } from '#common';
import type { DeviceRequest } from '../device-request.js';
import { acceleratorsMeant, wishOf } from '../device-wish.js';
import type { Machine, ProviderState } from '../machine.js';
import { isNvidia } from '../platforms.js';
import { visibleGpus } from '../visible-gpus.js';
import { cpuBudget } from './cpu-budget.js';
import { findNvidia, hasNvidiaHint } from './nvidia.js';
import { probeProvider } from './provider.js';
import type { System } from './system.js';

/**
 * Looks at the machine as far as the requests mean it. Without an accelerator that is meant and may be there this starts
 * no process; with one, `nvidia-smi` and a session on it, each in a process that may crash.
 */
export function probeMachine(requests: readonly DeviceRequest[], system: System): Machine {
  return lookAt(meantBy(requests, system), system);
}

/** Looks at the machine for these accelerators. */
export function lookAt(types: ReadonlySet<Accelerator>, system: System): Machine {
  const { platform, arch, env } = system;
  const nvidia = [...types].some(isNvidia) && hasNvidiaHint(system) ? findNvidia(system) : [];
  const visible = env['CUDA_VISIBLE_DEVICES'];
  const hasGpu = visibleGpus(nvidia, visible).length > 0;
  const providers: Partial<Record<Accelerator, ProviderState>> = {};
  // Without a GPU there is nothing to try.
  for (const type of types) if (hasGpu || !isNvidia(type)) providers[type] = probeProvider(type, system);
  return { platform, arch, cpus: cpuBudget(system), nvidia, visible, providers };
}

/** What cannot be read is reported when it is planned. */
function meantBy(requests: readonly DeviceRequest[], { env, platform }: System): Set<Accelerator> {
  try {
    return new Set(
      requests.flatMap((request) => acceleratorsMeant(wishOf(request, env, platform), platform)),
    );
  } catch {
    return new Set();
  }
}
