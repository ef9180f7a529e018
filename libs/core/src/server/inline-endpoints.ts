import type { Type } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { EndpointHooks } from '#endpoint';
import type { HostedEndpoint, InlineBench } from '#runtime';
import type { WorkerAssignment } from '#wire';
import type { FoundEndpoint } from '../discovery/discover-endpoints.js';
import type { ServedEndpoint, Serving } from '../serving.js';

/**
 * Inline, the providers of this very app serve: what a test has overridden counts.
 *
 * @param bench what a test has put around them
 * @param crash ends their worker
 */
export function inlineEndpoints(
  serving: Serving,
  { endpoints }: WorkerAssignment,
  bench: InlineBench | undefined,
  crash: () => void,
): Promise<HostedEndpoint[]> {
  const made = new Map<object, Promise<EndpointHooks>>();
  const instanceOf = ({ wrapper, ...found }: FoundEndpoint): Promise<EndpointHooks> => {
    const instance = made.get(wrapper) ?? instanceFor({ wrapper, ...found });
    made.set(wrapper, instance);
    return instance;
  };
  return Promise.all(
    endpoints.map(async (assignment) => {
      const served = serving.endpoints.find(({ definition }) => definition.id === assignment.id);
      const { definition, found } = served as ServedEndpoint;
      const hosted = { assignment, cls: definition.cls, instance: await instanceOf(found) };
      return bench ? { ...hosted, around: bench.around(hosted, crash) } : hosted;
    }),
  );
}

/**
 * Nest takes a provider for request-scoped when an enhancer on its class is, and then makes no instance of it. The
 * enhancers belong to the route; the model behind it needs none of them.
 */
async function instanceFor({ wrapper, host }: FoundEndpoint): Promise<EndpointHooks> {
  if (wrapper.isDependencyTreeStatic()) return wrapper.instance as EndpointHooks;
  const moduleRef = host.getProviderByKey(ModuleRef).instance;
  return moduleRef.create(wrapper.metatype as Type<EndpointHooks>);
}
