import { Inject, Injectable, Logger, StreamableFile, type ExecutionContext } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { LITSERVE_VERSION } from '#core';
import { MCP_OPTIONS, type McpModuleOptions } from '../mcp.options.js';
import { McpTools } from '../tools/mcp-tools.js';
import { ToolCalls } from '../tools/tool-calls.js';
import { McpRequest, withSession } from './mcp-request.js';
import { McpSdk, type Sdk } from './mcp-sdk.js';
import { ResponseBody } from './response-body.js';
import { RunningCalls } from './running-calls.js';

/** What of a message this library looks at before the SDK does. */
interface Message {
  readonly method?: unknown;
  readonly params?: { readonly requestId?: unknown };
}

/** Answers requests by the SDK, of clients of any revision of the protocol, and keeps nothing between them. */
@Injectable()
export class McpService {
  readonly #logger = new Logger('MCP');
  #handler: Promise<Sdk.McpHttpHandler> | undefined;

  constructor(
    @Inject(McpSdk) private readonly sdk: McpSdk,
    @Inject(MCP_OPTIONS) private readonly options: McpModuleOptions,
    @Inject(McpTools) private readonly tools: McpTools,
    @Inject(ToolCalls) private readonly calls: ToolCalls,
    @Inject(RunningCalls) private readonly running: RunningCalls,
    @Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost,
  ) {}

  /** @param body as the app has parsed it */
  async answer(body: unknown, context: ExecutionContext): Promise<string | StreamableFile | undefined> {
    const request = new McpRequest(context);
    const messages = [body].flat().filter(isMessage);
    for (const { method, params } of messages) {
      if (method === 'notifications/cancelled') this.running.cancel(request.session, params?.requestId);
    }
    this.#handler ??= this.#open();
    const answer = await (await this.#handler).fetch(request, { parsedBody: body });
    const isFirst = answer.ok && messages.some(({ method }) => method === 'initialize');
    return this.#reply(isFirst ? withSession(answer, this.running.newSession()) : answer, request);
  }

  async #reply(answer: Response, request: McpRequest): Promise<string | StreamableFile | undefined> {
    const { httpAdapter } = this.adapterHost;
    const response = request.context.switchToHttp().getResponse<object>();
    httpAdapter.status(response, answer.status);
    for (const [name, value] of answer.headers) {
      // Whether the connection is kept is between the app and its client.
      if (name !== 'connection') httpAdapter.setHeader(response, name, value);
    }
    const type = answer.headers.get('content-type');
    if (answer.body && type?.startsWith('text/event-stream')) {
      return new StreamableFile(new ResponseBody(answer.body, request), { type });
    }
    return answer.body ? answer.text() : undefined;
  }

  async #open(): Promise<Sdk.McpHttpHandler> {
    const { createMcpHandler, Server } = await this.sdk.load();
    const { name = 'nestjs-litserve', version = LITSERVE_VERSION, instructions } = this.options;
    const listed = { tools: this.tools.all.map(({ listed: tool }) => tool) };
    const options = { capabilities: { tools: {} }, ...(instructions === undefined ? {} : { instructions }) };
    return createMcpHandler(
      () => {
        const server = new Server({ name, version }, options);
        server.setRequestHandler('tools/list', () => listed);
        server.setRequestHandler('tools/call', (call, context) =>
          this.calls.run(call.params, context, server),
        );
        return server;
      },
      {
        onerror: (error) => this.#logger.debug(error.message),
        // Tools do not change while an app runs; a stream that waits for it would only hold up the app's end.
        maxSubscriptions: 0,
      },
    );
  }
}

const isMessage = (value: unknown): value is Message => typeof value === 'object' && value !== null;
