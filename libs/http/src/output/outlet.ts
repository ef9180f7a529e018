/** Where what an endpoint's route answers goes out: values, then exactly one of `end` and `fail`, unless it is abandoned. */
export interface Outlet {
  write(value: unknown): void;
  /** @throws what cannot be written; nothing of the answer has been then */
  end(): void;
  /** False when nothing has been written yet: the error is an ordinary one, for the filters. */
  fail(error: unknown): boolean;
  /** Nobody reads any more. */
  abandon(): void;
}
