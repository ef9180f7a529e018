import { Controller, Get, Header, HttpCode, Res, VERSION_NEUTRAL, type Type } from '@nestjs/common';
import type { ServerResponse } from 'node:http';
import type { SystemRoute } from '../lit-serve.options.js';
import type { HealthReport, InfoReport } from './reports.js';

/** Where the system routes get what they show. */
export interface SystemReports {
  health(): Promise<HealthReport>;
  info(): InfoReport;
}

type Statused = Pick<ServerResponse, 'statusCode'> | { status(code: number): unknown };

/** `GET /health`, `/livez`, `/info` as an ordinary controller, outside API versions; only the routes that are on. */
export function createSystemController(
  paths: Readonly<Partial<Record<SystemRoute, string>>>,
  reports: SystemReports,
): Type<object> {
  class LitServeSystemController {
    async health(response: Statused): Promise<HealthReport> {
      const report = await reports.health();
      if (report.status !== 'ok') setStatus(response, 503);
      return report;
    }

    /** Says only that the event loop turns: a busy or restarting model is no reason to kill the server. */
    live(): { status: 'ok' } {
      return { status: 'ok' };
    }

    info(): InfoReport {
      return reports.info();
    }
  }
  const prototype = LitServeSystemController.prototype;
  Res({ passthrough: true })(prototype, 'health', 0);
  Controller({ version: VERSION_NEUTRAL })(LitServeSystemController);
  for (const [name, path] of Object.entries(paths)) {
    const descriptor = Object.getOwnPropertyDescriptor(prototype, name) as PropertyDescriptor;
    Get(path)(prototype, name, descriptor);
    HttpCode(200)(prototype, name, descriptor);
    Header('cache-control', 'no-store')(prototype, name, descriptor);
    Reflect.defineMetadata('design:paramtypes', name === 'health' ? [Object] : [], prototype, name);
  }
  return LitServeSystemController;
}

function setStatus(response: Statused, code: number): void {
  if ('status' in response) response.status(code);
  else response.statusCode = code;
}
