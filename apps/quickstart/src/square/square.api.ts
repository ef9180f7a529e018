import { Body } from '@nestjs/common';
import { LitEndpoint } from 'nestjs-litserve';
import { SquareDto } from './square.dto.js';

/** `{ "input": 4 }` → `{ "output": 16 }`: any TypeScript can be an endpoint, and has settings and workers of its own. */
@LitEndpoint('/square', { concurrency: 4, timeoutMs: 5_000, maxQueueSize: 1_024 })
export class SquareApi {
  decodeRequest(@Body() body: SquareDto): number {
    return body.input;
  }

  predict(input: number): number {
    return input ** 2;
  }

  encodeResponse(output: number): { output: number } {
    return { output };
  }
}
