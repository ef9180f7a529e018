import type { HttpServer } from '@nestjs/common';
import type { ApplicationConfig } from '@nestjs/core';
import { installExpressGate, type ExpressApp } from './body/express-gate.js';
import { installFastifyGate, type FastifyApp } from './body/fastify-gate.js';
import { LastExceptionFilter } from './errors/last-filter.js';

/**
 * Puts the body gate and the last exception filter into an app. Call it while modules are configured, before Nest
 * registers routes.
 *
 * @throws Error for an adapter that is neither Express nor Fastify
 */
export function installHttp(adapter: HttpServer, config: ApplicationConfig): void {
  config.getGlobalFilters().unshift(new LastExceptionFilter(adapter));
  const kind = adapter.getType();
  if (kind === 'express') return installExpressGate(adapter.getInstance() as ExpressApp);
  if (kind === 'fastify') return installFastifyGate(adapter.getInstance() as FastifyApp);
  throw new Error(`litserve: expected the Express or the Fastify adapter, got "${kind}"`);
}
