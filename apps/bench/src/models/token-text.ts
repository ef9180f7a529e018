/** What a stream of the bench sends. */
export const TOKENS: readonly string[] = Array.from({ length: 100 }, (_, index) => ` token${index}`);
