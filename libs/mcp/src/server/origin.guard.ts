import {
  ForbiddenException,
  Inject,
  Injectable,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import type { IncomingHttpHeaders } from 'node:http';
import { MCP_OPTIONS, type McpModuleOptions } from '../mcp.options.js';
import { McpSdk } from './mcp-sdk.js';

/** Keeps web pages out that are not allowed, also when their name has been pointed at this machine (DNS rebinding). */
@Injectable()
export class OriginGuard implements CanActivate {
  constructor(
    @Inject(McpSdk) private readonly sdk: McpSdk,
    @Inject(MCP_OPTIONS) private readonly options: McpModuleOptions,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { allowedOrigins } = this.options;
    if (allowedOrigins === '*') return true;
    const { headers } = context.switchToHttp().getRequest<{ readonly headers: IncomingHttpHeaders }>();
    const { validateOriginHeader, localhostAllowedOrigins } = await this.sdk.load();
    const { ok } = validateOriginHeader(headers.origin, [...(allowedOrigins ?? localhostAllowedOrigins())]);
    if (!ok) throw new ForbiddenException('This origin is not allowed');
    return true;
  }
}
