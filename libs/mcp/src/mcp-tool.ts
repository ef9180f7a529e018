import { LitSpec, type SpecDescriptor } from '#core';
import type { ToolSchema } from './schema/tool-schema.js';

/** Hints for people and hosts about what a tool does; nobody is held to them. */
export interface McpToolAnnotations {
  /** It changes nothing. */
  readonly readOnlyHint?: boolean;
  /** What it changes may be lost. */
  readonly destructiveHint?: boolean;
  /** The same arguments again change nothing more. */
  readonly idempotentHint?: boolean;
  /** It reaches beyond the app. */
  readonly openWorldHint?: boolean;
}

/**
 * How an endpoint is an MCP tool. `decode` and `encode` run in the HTTP process and should be quick. `Args` is what a
 * Standard Schema makes of the arguments.
 */
export interface McpToolOptions<Args = unknown, Answer = unknown> {
  /** What clients call it: letters, digits, `_`, `-` and `.`, at most 128; unique in the app. @default the endpoint's name */
  readonly name?: string;
  /** Its name for people. @default none */
  readonly title?: string;
  /** What it does and when to use it; a language model chooses by it. */
  readonly description: string;
  /**
   * What its arguments must be: an object, as a Standard Schema that can say what it is in JSON Schema (zod 4.2, for
   * instance), or as JSON Schema. @default what `decodeRequest` declares of its body, else any object
   */
  readonly inputSchema?: ToolSchema<Args>;
  /** What its structured result is; one that is not is an error. @default nothing is promised */
  readonly outputSchema?: ToolSchema;
  /** @default none */
  readonly annotations?: McpToolAnnotations;
  /** What `decodeRequest` gets, from arguments that have passed the schema. @default the arguments */
  decode?(args: Args): unknown;
  /**
   * The result, of the answer or of the list of all chunks; a LitResponse says what bytes are.
   *
   * @default the answer; of a stream its chunks together
   */
  encode?(given: Answer): unknown;
}

export const mcpSpec = new LitSpec<McpToolOptions>('MCP', 'McpModule.forRoot()');

/**
 * Serves an endpoint as a tool of the Model Context Protocol.
 *
 * @example
 * \@LitEndpoint({ specs: [mcpTool({ description: 'Tells in which language a text is.' })] })
 */
export function mcpTool<Args = Readonly<Record<string, unknown>>, Answer = unknown>(
  options: McpToolOptions<Args, Answer>,
): SpecDescriptor {
  return mcpSpec.declare(options);
}
