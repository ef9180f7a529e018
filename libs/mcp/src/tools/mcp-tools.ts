import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { isLitWorker, LitServeConfigurationError, LitServeService, type LitServeEndpoint } from '#core';
import { mcpSpec, type McpToolOptions } from '../mcp-tool.js';
import { classSchema } from '../schema/class-schema.js';
import { ANY_OBJECT, checkedSchema, type CheckedSchema, type ToolSchema } from '../schema/tool-schema.js';
import { McpSdk, type Sdk } from '../server/mcp-sdk.js';

/** A tool, and the endpoint that it is. */
export interface ServedTool {
  readonly endpoint: LitServeEndpoint;
  readonly options: McpToolOptions;
  readonly input: CheckedSchema;
  readonly output: CheckedSchema | undefined;
  /** As clients see it. */
  readonly listed: Sdk.Tool;
}

/** As the protocol has it. */
const NAME = /^[A-Za-z0-9_.-]{1,128}$/;

/** The endpoints of the app that are tools, by what clients call them. */
@Injectable()
export class McpTools implements OnModuleInit {
  readonly #logger = new Logger('MCP');
  readonly #tools = new Map<string, ServedTool>();

  constructor(
    @Inject(LitServeService) private readonly service: LitServeService,
    @Inject(McpSdk) private readonly sdk: McpSdk,
  ) {}

  /** @throws LitServeConfigurationError for names that are none or taken, and schemas that clients could not be told */
  async onModuleInit(): Promise<void> {
    if (isLitWorker()) return;
    const sdk = await this.sdk.load();
    const problems: string[] = [];
    for (const endpoint of this.service.endpoints) {
      for (const options of mcpSpec.optionsIn(endpoint.options.specs)) {
        const problem = await this.#add(endpoint, options, sdk);
        if (problem !== undefined) problems.push(`${endpoint.cls.name}: its MCP tool ${problem}`);
      }
    }
    if (problems.length > 0) throw new LitServeConfigurationError(problems);
  }

  /** In the order of the endpoints. */
  get all(): readonly ServedTool[] {
    return [...this.#tools.values()];
  }

  find(name: string): ServedTool | undefined {
    return this.#tools.get(name);
  }

  /** @returns what is wrong with it */
  async #add(
    endpoint: LitServeEndpoint,
    options: McpToolOptions,
    sdk: typeof Sdk,
  ): Promise<string | undefined> {
    const { name = endpoint.name, description, outputSchema } = options;
    if (!NAME.test(name))
      return `"${name}" has a name that is not 1 to 128 of A-Z, a-z, 0-9, "_", "-" and "."`;
    const other = this.#tools.get(name);
    if (other) return `"${name}" is also one of ${other.endpoint.cls.name}; give one another name`;
    if (typeof description !== 'string' || description.trim() === '') return `"${name}" has no description`;
    try {
      const input = await inputOf(endpoint, options.inputSchema, sdk);
      if (!input)
        this.#logger.warn(`${endpoint.cls.name}: clients are not told what its tool "${name}" takes`);
      const output = outputSchema && checkedSchema(outputSchema, 'output', sdk);
      this.#tools.set(name, served(endpoint, name, options, input ?? ANY_OBJECT, output));
    } catch (error) {
      return `"${name}" has a schema that clients cannot be told: ${(error as Error).message}`;
    }
    return undefined;
  }
}

/** @throws Error when it is not of an object */
async function inputOf(
  { input: { type, schema } }: LitServeEndpoint,
  given: ToolSchema | undefined,
  sdk: typeof Sdk,
): Promise<CheckedSchema | undefined> {
  const declared = given ?? (schema as ToolSchema | undefined);
  if (!declared) return type && classSchema(type);
  const found = checkedSchema(declared, 'input', sdk);
  const { type: root = 'object' } = found.json;
  if (root !== 'object') throw new Error(`its arguments are an object, not of type ${JSON.stringify(root)}`);
  return { ...found, json: { ...found.json, type: 'object' } };
}

function served(
  endpoint: LitServeEndpoint,
  name: string,
  options: McpToolOptions,
  input: CheckedSchema,
  output: CheckedSchema | undefined,
): ServedTool {
  const { title, description, annotations } = options;
  const listed: Sdk.Tool = {
    name,
    description,
    ...(title === undefined ? {} : { title }),
    inputSchema: input.json as Sdk.Tool['inputSchema'],
    ...(output ? { outputSchema: output.json } : {}),
    ...(annotations ? { annotations } : {}),
  };
  return { endpoint, options, input, output, listed };
}
