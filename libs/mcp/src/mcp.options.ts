export interface McpModuleOptions {
  /** The route, below the global prefix of the app. @default 'mcp' */
  readonly path?: string;
  /** What the server calls itself. @default 'nestjs-litserve' */
  readonly name?: string;
  /** The version of the server, not of the protocol. @default the version of this package */
  readonly version?: string;
  /** How to use the tools, for the language model. @default none */
  readonly instructions?: string;
  /**
   * Hosts of web pages that may call, without scheme and port, or `'*'` for all. Requests without an `Origin`, which are
   * not of web pages, pass. @default localhost, 127.0.0.1 and [::1]
   */
  readonly allowedOrigins?: readonly string[] | '*';
}

/** The token of the options, as `forRoot` was given them. */
export const MCP_OPTIONS = Symbol('litserve:mcp-options');
