import type { HealthReport } from '#core';

/** Names of the endpoints that can answer now. */
export const readyEndpoints = ({ endpoints }: Pick<HealthReport, 'endpoints'>): ReadonlySet<string> =>
  new Set(endpoints.flatMap(({ name, status }) => (status === 'ok' ? [name] : [])));
