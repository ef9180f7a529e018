/** What goes wrong in a call of `predict`. */
export type FaultKind =
  | { readonly kind: 'throw'; readonly error: unknown }
  | { readonly kind: 'slow'; readonly ms: number }
  | { readonly kind: 'crash' | 'hang' };

export type Fault = FaultKind & {
  /** @param run counted from 1 */
  readonly isMeant: (run: number, input: unknown) => boolean;
  /** 0: before `predict` is called. */
  readonly afterChunks: number;
};
