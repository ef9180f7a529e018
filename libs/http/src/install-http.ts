import type { HttpServer } from '@nestjs/common';
import type { ApplicationConfig } from '@nestjs/core';
import { BodyBudget } from './body/body-budget.js';
import { installExpressGate, type ExpressApp } from './body/express-gate.js';
import { installFastifyGate, type FastifyApp } from './body/fastify-gate.js';
import { LastExceptionFilter } from './errors/last-filter.js';
import { OpenRequests } from './open-requests.js';

/**
 * Puts the body gate and the last exception filter into an app. Call it while modules are configured, before Nest
 * registers routes.
 *
 * @param limits what the bodies of all requests in hand may take together, and one where its route does not say
 * @returns the requests to our routes, as they come and go
 * @throws Error for an adapter that is neither Express nor Fastify
 */
export function installHttp(
  adapter: HttpServer,
  config: ApplicationConfig,
  limits: { readonly maxBufferedBytes: number; readonly maxPayloadBytes: number },
): OpenRequests {
  config.getGlobalFilters().unshift(new LastExceptionFilter(adapter));
  const requests = new OpenRequests(new BodyBudget(limits.maxBufferedBytes), limits.maxPayloadBytes);
  const kind = adapter.getType();
  if (kind === 'express') installExpressGate(adapter.getInstance() as ExpressApp, requests);
  else if (kind === 'fastify') installFastifyGate(adapter.getInstance() as FastifyApp, requests);
  else throw new Error(`litserve: expected the Express or the Fastify adapter, got "${kind}"`);
  return requests;
}
