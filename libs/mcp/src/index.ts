export { McpModule } from './mcp.module.js';
export type { McpModuleOptions } from './mcp.options.js';
export { mcpTool, type McpToolAnnotations, type McpToolOptions } from './mcp-tool.js';
export type { JsonSchema, StandardSchema, ToolSchema } from './schema/tool-schema.js';
