/** Endpoints that can cope with any input: a 500 is then not the model's. */
export const TARGETS = ['/anything', '/checked', '/anything-stream'] as const;
