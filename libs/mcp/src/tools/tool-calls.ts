import { Inject, Injectable, Logger } from '@nestjs/common';
import { LitServeService, type OpenEndpoint } from '#core';
import { describeError, hiddenCause, rpcCodeOf } from '../errors/describe-error.js';
import { errorResult } from '../errors/error-result.js';
import { McpRequest } from '../server/mcp-request.js';
import { McpSdk, type Sdk } from '../server/mcp-sdk.js';
import { RunningCalls } from '../server/running-calls.js';
import { checkArguments, resultOf } from './call-values.js';
import { collectChunks } from './collect-chunks.js';
import { McpTools, type ServedTool } from './mcp-tools.js';
import { Progress } from './progress.js';

/** Runs tools: past the guards of the endpoint's class, through its queue, until the client has what it asked for. */
@Injectable()
export class ToolCalls {
  readonly #logger = new Logger('MCP');

  constructor(
    @Inject(LitServeService) private readonly service: LitServeService,
    @Inject(McpSdk) private readonly sdk: McpSdk,
    @Inject(McpTools) private readonly tools: McpTools,
    @Inject(RunningCalls) private readonly running: RunningCalls,
  ) {}

  /**
   * @param context of the SDK
   * @throws ProtocolError for a tool that is not there, or does not let this client in
   */
  async run(
    { name, arguments: given = {} }: Sdk.CallToolRequest['params'],
    { http, mcpReq }: Sdk.ServerContext,
    server: Sdk.Server,
  ): Promise<Sdk.CallToolResult> {
    const tool = await this.#find(name);
    const request = http?.req;
    if (!(request instanceof McpRequest)) throw new Error('A call that came by no request of this app');
    const controller = this.running.begin(request.session, mcpReq.id);
    try {
      const signal = AbortSignal.any([mcpReq.signal, controller.signal]);
      const open = await this.#open(tool, request);
      const result = await this.#result(tool, given, open, mcpReq, signal);
      return server.projectCallToolResult(result, tool.listed.outputSchema);
    } finally {
      this.running.end(request.session, mcpReq.id, controller);
    }
  }

  async #find(name: string): Promise<ServedTool> {
    const tool = this.tools.find(name);
    if (tool) return tool;
    const { ProtocolError, ProtocolErrorCode } = await this.sdk.load();
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Tool ${name} not found`);
  }

  async #open(tool: ServedTool, request: McpRequest): Promise<OpenEndpoint> {
    try {
      const open = await this.service.open(tool.endpoint, request.context);
      request.add(open);
      return open;
    } catch (error) {
      this.#log(error);
      const { ProtocolError } = await this.sdk.load();
      const { message, ...data } = describeError(error);
      throw new ProtocolError(rpcCodeOf(data), message, data);
    }
  }

  /** What becomes of a call that was let in: failures are results, too. */
  async #result(
    tool: ServedTool,
    given: unknown,
    open: OpenEndpoint,
    mcpReq: Sdk.ServerContext['mcpReq'],
    signal: AbortSignal,
  ): Promise<Sdk.CallToolResult> {
    try {
      return await resultOf(tool, await this.#chunks(tool, given, open, mcpReq, signal));
    } catch (error) {
      this.#log(error);
      return errorResult(error, open.requestId);
    }
  }

  async #chunks(
    { input, options, endpoint }: ServedTool,
    given: unknown,
    open: OpenEndpoint,
    { _meta, notify }: Sdk.ServerContext['mcpReq'],
    signal: AbortSignal,
  ): Promise<unknown[]> {
    const args = await checkArguments(input, given);
    const item = options.decode ? options.decode(args) : args;
    const token = endpoint.options.stream ? _meta?.progressToken : undefined;
    if (token === undefined) return collectChunks(open.stream(item), signal);
    const progress = new Progress(token, notify);
    const chunks = await collectChunks(open.stream(item), signal, (chunk) => progress.report(chunk));
    await progress.sent;
    return chunks;
  }

  #log(error: unknown): void {
    const hidden = hiddenCause(error);
    if (hidden !== undefined) this.#logger.error(hidden);
  }
}
