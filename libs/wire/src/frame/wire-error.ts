export type WireErrorCode =
  /** The bytes do not start with our magic number: another protocol, or another version of this one. */
  | 'bad_magic'
  /** Lengths that contradict each other. */
  | 'bad_length'
  /** More bytes or sections than allowed. */
  | 'too_large'
  /** The header is not JSON. */
  | 'bad_json'
  /** A well-formed frame that is no message of ours. */
  | 'bad_message'
  /** A value inside a message that our encoder never writes. */
  | 'bad_value';

/** What the other side sent is not our protocol. A worker that causes one is killed; nothing else is ever thrown at bytes. */
export class WireError extends Error {
  override readonly name = 'WireError';

  constructor(
    readonly code: WireErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
