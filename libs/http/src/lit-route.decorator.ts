/** What {@link LitRoute} takes. */
export interface LitRouteOptions {
  /** Largest body in bytes, after decompression; above it 413. @default as in `forRoot`, 10 MiB */
  readonly maxPayloadBytes?: number;
  /**
   * `'parsed'` gives what the content-type says, as an endpoint's own route has it; `'bytes'` a Buffer, whatever it says.
   *
   * @default 'parsed'
   */
  readonly body?: 'parsed' | 'bytes';
}

const GIVEN = 'litserve:spec-route';

/**
 * Makes a handler of a spec a route of this library: its body is read as those of endpoints are, with their limits, what is
 * wrong with it is thrown after the app's guards, for the filters of the controller, and every answer has an
 * `x-request-id`.
 *
 * @example
 * \@Post('infer') \@LitRoute({ maxPayloadBytes: 64 * 1024 * 1024 })
 * infer(@Body() body: unknown): Promise<object> { … }
 */
export function LitRoute(options: LitRouteOptions = {}): MethodDecorator {
  return (_target, _name, { value }) => Reflect.defineMetadata(GIVEN, options, value as object);
}

/** What a handler was decorated with. */
export function givenLitRoute(handler: Function): LitRouteOptions | undefined {
  return Reflect.getMetadata(GIVEN, handler) as LitRouteOptions | undefined;
}
