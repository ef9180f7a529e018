import type { Type } from '@nestjs/common';
import { answerType, argumentTypes, endpointsOf, nameOfEndpoint } from '#endpoint';
import type { Calls, WorkerCalls } from '#runtime';
import { endpointsFor } from '../discovery/check-asked.js';
import type { Serving } from '../serving.js';
import type { CallTarget } from './follow-call.js';

/**
 * The endpoint of a class in the app that serves it.
 *
 * @throws Error when there is none, or several and no name
 */
export function servedTarget({ endpoints }: Serving, calls: Calls, cls: Type, name?: string): CallTarget {
  const found = endpointsFor(
    endpoints.map(({ definition }) => definition),
    cls,
    name,
  );
  const [one] = found;
  if (!one) throw unknownTarget(cls, name);
  if (found.length > 1) {
    const names = found.map(({ options }) => options.name).join(', ');
    throw new Error(`litserve: ${cls.name} has several endpoints, name one of them: ${names}`);
  }
  return { id: one.id, stream: one.options.stream, calls, ...typesOf(cls) };
}

/** The same in a worker, which serves some endpoints of the app and can call all. The boot of the app has checked more. */
export function workerTarget(app: WorkerCalls, cls: Type, name?: string): CallTarget {
  const id = app.endpointId(cls, name);
  if (id === undefined) throw unknownTarget(cls, name);
  const options = endpointsOf(cls);
  const one = options.find(
    (own, ordinal) => name === undefined || nameOfEndpoint(cls.name, ordinal, own) === name,
  );
  return { id, stream: one?.stream === true, calls: app.calls, ...typesOf(cls) };
}

const typesOf = (cls: Type): Pick<CallTarget, 'argumentTypes' | 'answerType'> => ({
  argumentTypes: argumentTypes(cls),
  answerType: answerType(cls),
});

function unknownTarget(cls: Type, name: string | undefined): Error {
  const named = name === undefined ? '' : ` named "${name}"`;
  return new Error(`litserve: this app has no endpoint ${cls.name}${named}`);
}
