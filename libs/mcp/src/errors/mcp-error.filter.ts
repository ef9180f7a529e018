import { Catch, Inject, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { describeError, hiddenCause, rpcCodeOf } from './describe-error.js';

/** Answers what never came to the SDK, such as refusals by guards of the app and bodies that are none, as it would. */
@Catch()
export class McpErrorFilter implements ExceptionFilter {
  readonly #logger = new Logger('MCP');

  constructor(@Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    const { httpAdapter } = this.adapterHost;
    const response = host.switchToHttp().getResponse<object>();
    const hidden = hiddenCause(exception);
    if (hidden !== undefined) this.#logger.error(hidden);
    if (httpAdapter.isHeadersSent(response)) return;
    const { message, ...data } = describeError(exception);
    if (data.retryAfterSeconds !== undefined) {
      httpAdapter.setHeader(response, 'retry-after', String(Math.max(1, Math.ceil(data.retryAfterSeconds))));
    }
    httpAdapter.setHeader(response, 'content-type', 'application/json; charset=utf-8');
    const error = { code: rpcCodeOf(data), message, data };
    httpAdapter.reply(response, { jsonrpc: '2.0', error, id: null }, data.statusCode);
  }
}
