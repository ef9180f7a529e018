import type { SourceOptions } from '../written/source.options.js';

export type EndpointType = 'unary' | 'batch' | 'stream' | 'onnx' | 'openai' | 'mcp';

/** What `nest g endpoint` hands over. */
export interface EndpointOptions extends SourceOptions {
  readonly type: EndpointType;
}
