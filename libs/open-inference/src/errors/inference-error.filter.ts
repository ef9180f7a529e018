import {
  Catch,
  HttpException,
  Inject,
  Logger,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { describeError } from './describe-error.js';

/** Answers every error of the routes as the protocol has it: those of the app's guards and pipes, too. */
@Catch()
export class InferenceErrorFilter implements ExceptionFilter {
  readonly #logger = new Logger('OpenInference');

  constructor(@Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    const { httpAdapter } = this.adapterHost;
    const response = host.switchToHttp().getResponse<object>();
    this.log(exception);
    if (httpAdapter.isHeadersSent(response)) return;
    const { status, error, retryAfter } = describeError(exception);
    if (retryAfter !== undefined) httpAdapter.setHeader(response, 'retry-after', retryAfter);
    httpAdapter.setHeader(response, 'content-type', 'application/json; charset=utf-8');
    httpAdapter.reply(response, { error }, status);
  }

  /** What clients are not told goes to the log. */
  log(exception: unknown): void {
    const hidden = exception instanceof HttpException ? exception.cause : exception;
    if (hidden === undefined) return;
    this.#logger.error(hidden instanceof Error ? (hidden.stack ?? hidden.message) : hidden);
  }
}
