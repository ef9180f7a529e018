import { Module, type DynamicModule } from '@nestjs/common';
import { RouterModule } from '@nestjs/core';
import { ServesSpecs } from '#core';
import { McpErrorFilter } from './errors/mcp-error.filter.js';
import { mcpSpec } from './mcp-tool.js';
import { McpController } from './mcp.controller.js';
import { MCP_OPTIONS, type McpModuleOptions } from './mcp.options.js';
import { McpSdk } from './server/mcp-sdk.js';
import { McpService } from './server/mcp.service.js';
import { OriginGuard } from './server/origin.guard.js';
import { RunningCalls } from './server/running-calls.js';
import { McpTools } from './tools/mcp-tools.js';
import { ToolCalls } from './tools/tool-calls.js';

/**
 * Serves the endpoints that declare it as tools of the Model Context Protocol, by streamable HTTP and without sessions.
 * Needs the package `@modelcontextprotocol/server`.
 *
 * @example
 * \@Module({ imports: [LitServeModule.forRoot(), McpModule.forRoot()], providers: [LanguageApi] })
 */
@ServesSpecs(mcpSpec)
@Module({
  controllers: [McpController],
  providers: [McpSdk, McpTools, ToolCalls, RunningCalls, McpService, McpErrorFilter, OriginGuard],
})
export class McpModule {
  static forRoot(options: McpModuleOptions = {}): DynamicModule {
    return {
      module: McpModule,
      imports: [RouterModule.register([{ path: options.path ?? 'mcp', module: McpModule }])],
      providers: [{ provide: MCP_OPTIONS, useValue: options }],
    };
  }
}
