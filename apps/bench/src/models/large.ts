import { Body, Module } from '@nestjs/common';
import { LitEndpoint } from 'nestjs-litserve';

/** A large JSON body, of which nobody in the HTTP process wants to know anything. */
@LitEndpoint('/predict')
export class LargeJsonApi {
  decodeRequest(@Body() numbers: number[]): number[] {
    return numbers;
  }

  predict(numbers: readonly number[]): { length: number } {
    return { length: numbers.length };
  }
}

/** Bytes in, a small answer out. */
@LitEndpoint('/predict')
export class UploadApi {
  predict(bytes: Uint8Array): { length: number } {
    return { length: bytes.length };
  }
}

/** Bytes in, the same bytes out. */
@LitEndpoint('/predict')
export class EchoApi {
  predict(bytes: Uint8Array): Uint8Array {
    return bytes;
  }
}

@Module({ providers: [LargeJsonApi] })
export class LargeJsonModule {}

@Module({ providers: [UploadApi] })
export class UploadModule {}

@Module({ providers: [EchoApi] })
export class EchoModule {}
