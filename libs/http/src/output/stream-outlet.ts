import type { Logger } from '@nestjs/common';
import { clientError } from '../errors/client-error.js';
import { logError } from '../errors/log-error.js';
import type { LitRequest } from '../lit-request.js';
import type { Outlet } from './outlet.js';
import type { StreamWriter } from './stream-writer.js';

/** Writes a stream chunk by chunk; an error after the first chunk is its last part. */
export class StreamOutlet implements Outlet {
  constructor(
    private readonly writer: StreamWriter,
    private readonly request: LitRequest,
    private readonly logger: Logger,
  ) {}

  write(chunk: unknown): void {
    this.writer.write(chunk);
  }

  end(): void {
    this.writer.end();
  }

  fail(error: unknown): boolean {
    if (!this.writer.isStarted) return false;
    logError(this.logger, error, this.request);
    this.writer.end(clientError(error, this.request.id));
    return true;
  }

  abandon(): void {
    this.writer.abandon();
  }
}
