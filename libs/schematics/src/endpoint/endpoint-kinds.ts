import { LIT_SERVE_MODULE, MCP_MODULE, OPENAI_MODULE, type AppModule } from '../written/app-modules.js';
import type { EndpointType } from './endpoint.options.js';
import { MCP, ONNX } from '../written/packages.js';

/** What an endpoint needs around its class. */
export interface EndpointKind {
  readonly modules: readonly AppModule[];
  readonly packages: Readonly<Record<string, string>>;
  /** A request that its class as generated answers. */
  readonly body: string;
}

export const ENDPOINT_KINDS: Readonly<Record<EndpointType, EndpointKind>> = {
  unary: { modules: [LIT_SERVE_MODULE], packages: {}, body: '{"text":"hello"}' },
  batch: { modules: [LIT_SERVE_MODULE], packages: {}, body: '{"values":[1,2,3]}' },
  stream: { modules: [LIT_SERVE_MODULE], packages: {}, body: '{"text":"hello"}' },
  onnx: { modules: [LIT_SERVE_MODULE], packages: ONNX, body: '{"features":[5,0,0,0]}' },
  openai: { modules: [LIT_SERVE_MODULE, OPENAI_MODULE], packages: {}, body: '{"prompt":"hello"}' },
  mcp: { modules: [LIT_SERVE_MODULE, MCP_MODULE], packages: MCP, body: '{"text":"hello"}' },
};
