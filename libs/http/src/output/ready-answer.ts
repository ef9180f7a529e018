/** An answer whose bytes came ready from the worker; written as it is, and never put before an interceptor of the app. */
export class ReadyAnswer {
  constructor(
    readonly bytes: Uint8Array,
    readonly contentType: string,
    readonly status?: number | undefined,
    readonly headers?: Readonly<Record<string, string>> | undefined,
  ) {}
}
