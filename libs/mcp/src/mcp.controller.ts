import {
  Body,
  Controller,
  createParamDecorator,
  Delete,
  Get,
  Inject,
  Post,
  Res,
  UseFilters,
  UseGuards,
  VERSION_NEUTRAL,
  type ExecutionContext,
  type StreamableFile,
} from '@nestjs/common';
import { LitRoute } from '#core';
import { McpErrorFilter } from './errors/mcp-error.filter.js';
import { McpService } from './server/mcp.service.js';
import { OriginGuard } from './server/origin.guard.js';

const RouteContext = createParamDecorator((_: unknown, context: ExecutionContext) => context);

/** The one route of MCP's streamable HTTP. */
@Controller({ version: VERSION_NEUTRAL })
@UseFilters(McpErrorFilter)
@UseGuards(OriginGuard)
export class McpController {
  constructor(@Inject(McpService) private readonly mcp: McpService) {}

  @Post()
  @LitRoute()
  message(
    @Body() body: unknown,
    @RouteContext() context: ExecutionContext,
    @Res({ passthrough: true }) _response: object,
  ): Promise<string | StreamableFile | undefined> {
    return this.mcp.answer(body, context);
  }

  /** For streams of a session. There is none, which the SDK answers with 405. */
  @Get()
  @LitRoute()
  listen(
    @RouteContext() context: ExecutionContext,
    @Res({ passthrough: true }) _response: object,
  ): Promise<string | StreamableFile | undefined> {
    return this.mcp.answer(undefined, context);
  }

  /** For the end of a session: likewise. */
  @Delete()
  @LitRoute()
  leave(
    @RouteContext() context: ExecutionContext,
    @Res({ passthrough: true }) _response: object,
  ): Promise<string | StreamableFile | undefined> {
    return this.mcp.answer(undefined, context);
  }
}
