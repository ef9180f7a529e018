export type EndpointType = 'unary' | 'batch' | 'stream' | 'onnx' | 'openai' | 'mcp';

/** What `nest g` hands to the generator. The schema has the defaults and the descriptions. */
export interface EndpointOptions {
  readonly name: string;
  readonly path?: string;
  readonly type: EndpointType;
  readonly sourceRoot: string;
  readonly flat: boolean;
  readonly spec: boolean;
  readonly specFileSuffix: string;
  readonly skipImport: boolean;
  readonly skipInstall: boolean;
  readonly format: boolean;
  readonly language: string;
}
