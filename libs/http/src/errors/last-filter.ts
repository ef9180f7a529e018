import { HttpException, Logger, type ArgumentsHost } from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';
import { LitServeException } from '#common';
import { litRequestOf, type LitRequest } from '../lit-request.js';
import { setHeaders, type AdapterResponse } from '../output/write-answer.js';
import { logError } from './log-error.js';

/**
 * Shapes the errors of our routes that no filter of the app wanted. Nest asks filters last-added first, so this one is
 * put first in the global list: the app's own always win. Requests to other routes go on to Nest's default.
 */
export class LastExceptionFilter extends BaseExceptionFilter {
  readonly #logger = new Logger('LitServe');

  override catch(exception: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = host.getType() === 'http' ? litRequestOf(http.getRequest<object>()) : undefined;
    if (!request) return super.catch(exception, host);
    const response = http.getResponse<AdapterResponse>();
    if (exception instanceof LitServeException) return this.#own(exception, request, response, host);
    if (exception instanceof HttpException) {
      setHeaders(response, headersOf(exception));
      return super.catch(exception, host);
    }
    // What plugins of the adapters throw at a client, such as the 413 of @fastify/multipart.
    if (this.isHttpError(exception) && exception.statusCode < 500) return super.catch(exception, host);
    logError(this.#logger, exception, request);
    this.#own(new LitServeException('internal_error'), request, response, host);
  }

  #own(
    exception: LitServeException,
    request: LitRequest,
    response: AdapterResponse,
    host: ArgumentsHost,
  ): void {
    // What a worker could not send, it has logged itself.
    logError(this.#logger, exception, request);
    const seconds = exception.retryAfterSeconds;
    if (seconds !== undefined)
      setHeaders(response, { 'retry-after': String(Math.max(1, Math.ceil(seconds))) });
    const body = { ...(exception.getResponse() as object), requestId: request.id };
    super.catch(new HttpException(body, exception.getStatus()), host);
  }
}

/** Whoever writes the body decides these; and the request id is ours. */
const NEVER_BROUGHT = new Set([
  'content-length',
  'content-type',
  'transfer-encoding',
  'connection',
  'x-request-id',
]);

/** Headers an exception brought along from the worker. */
function headersOf(exception: HttpException): Readonly<Record<string, string>> {
  const { headers = {} } = exception as HttpException & { headers?: Readonly<Record<string, string>> };
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !NEVER_BROUGHT.has(name.toLowerCase())),
  );
}
