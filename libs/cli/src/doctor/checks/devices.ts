import { ACCELERATORS, LitServeConfigurationError, type Accelerator } from '#common';
import {
  effectiveCpus,
  isNvidia,
  lookAt,
  planDevices,
  platformsOf,
  visibleGpus,
  type DeviceRequest,
  type Machine,
} from '#workers';
import type { DoctorSystem } from '../doctor-system.js';
import { ok, warn, wrong, type Finding } from '../finding.js';

/** The accelerators of this machine, and where pools come to be. */
export function checkDevices(system: DoctorSystem): Finding[] {
  const here = `${system.platform}-${system.arch}`;
  const types = ACCELERATORS.filter((type) => platformsOf(type)?.includes(here));
  const machine = lookAt(new Set(types), system);
  return [
    ...gpus(machine),
    ...types.flatMap((type) => provider(type, machine)),
    ...plan(machine, system),
    threads(machine),
  ];
}

function gpus({ nvidia, visible }: Machine): Finding[] {
  if (nvidia.length === 0) return [ok('gpu', 'no GPU of NVIDIA is seen')];
  const names = nvidia.map(
    ({ gpu, name, uuid, memoryMiB }) => `${gpu}: ${name}${memoryMiB ? `, ${memoryMiB} MiB` : ''} (${uuid})`,
  );
  const found = ok('gpu', names.join('; '));
  if (visible === undefined) return [found];
  const shown = visibleGpus(nvidia, visible);
  const variable = `CUDA_VISIBLE_DEVICES=${visible}`;
  if (shown.length > 0)
    return [found, ok('gpu', `${variable} leaves ${shown.map(({ uuid }) => uuid).join(', ')}`)];
  return [found, warn('gpu', `${variable} hides every GPU`, 'unset it, or name GPUs by number or uuid')];
}

/** What is not there is a warning where a GPU waits for it, and else a fact. */
function provider(type: Accelerator, { providers, nvidia }: Machine): Finding[] {
  const state = providers[type];
  if (state === undefined) return [];
  if (state.state !== 'missing') return state.state === 'usable' ? [ok(type, 'sessions can be made')] : [];
  return nvidia.length > 0 && isNvidia(type)
    ? [warn(type, state.why, state.cure)]
    : [ok(type, `cannot be used: ${state.why}`)];
}

/** What becomes of a pool that says nothing, in this environment. */
function plan(machine: Machine, { env }: DoctorSystem): Finding[] {
  const request: DeviceRequest = { pool: 'default' };
  try {
    const plans = planDevices(machine, [request], env);
    const warnings = plans.flatMap((pool) => pool.warnings);
    return [
      ok('plan', `a pool that says nothing has ${plans[0]?.summary}`),
      ...warnings.map((text) => warn('plan', text, "mend it, or say accelerator: 'cpu'")),
    ];
  } catch (error) {
    if (!(error instanceof LitServeConfigurationError)) throw error;
    return error.problems.map((problem) =>
      wrong('plan', problem, 'mend it, or change LITSERVE_ACCELERATOR and LITSERVE_DEVICES'),
    );
  }
}

function threads(machine: Machine): Finding {
  const { count, quota } = machine.cpus;
  const of = [1, 2, 4].map((workers) => {
    const [pool] = planDevices(machine, [{ pool: 'p', accelerator: 'cpu', workersPerDevice: workers }]);
    return `${workers} × ${pool?.workers[0]?.threads}`;
  });
  const limit = quota === undefined ? '' : `, CPU time for ${Number(quota.toFixed(2))} by the control group`;
  const message = `${count} CPUs${limit}; workers × threads on the CPU: ${of.join(', ')}`;
  if (effectiveCpus(machine.cpus) >= 2) return ok('cpu', message);
  return warn('cpu', message, 'the HTTP process and a worker share one CPU: give the app two');
}
