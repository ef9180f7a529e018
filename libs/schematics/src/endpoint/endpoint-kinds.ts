import { MCP, ONNX } from './packages.js';
import type { EndpointType } from './endpoint.options.js';

/** A module that an app imports once, by `forRoot()`. */
export interface AppModule {
  readonly name: string;
  readonly from: string;
}

/** What an endpoint needs around its class. */
export interface EndpointKind {
  readonly modules: readonly AppModule[];
  readonly packages: Readonly<Record<string, string>>;
}

const LIT_SERVE_MODULE: AppModule = { name: 'LitServeModule', from: 'nestjs-litserve' };
const OPENAI_MODULE: AppModule = { name: 'OpenAIModule', from: 'nestjs-litserve/openai' };
const MCP_MODULE: AppModule = { name: 'McpModule', from: 'nestjs-litserve/mcp' };

const PLAIN: EndpointKind = { modules: [LIT_SERVE_MODULE], packages: {} };

export const ENDPOINT_KINDS: Readonly<Record<EndpointType, EndpointKind>> = {
  unary: PLAIN,
  batch: PLAIN,
  stream: PLAIN,
  onnx: { modules: [LIT_SERVE_MODULE], packages: ONNX },
  openai: { modules: [LIT_SERVE_MODULE, OPENAI_MODULE], packages: {} },
  mcp: { modules: [LIT_SERVE_MODULE, MCP_MODULE], packages: MCP },
};
