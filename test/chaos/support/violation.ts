/** A promise that was not kept. */
export class Violation extends Error {
  constructor(
    readonly expected: string,
    readonly got: string,
  ) {
    super(`expected ${expected}, got ${got}`);
  }
}

/** Text of an answer, short enough for one line. */
export const shown = (value: unknown): string => {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
};

export function expectThat(holds: boolean, expected: string, got: unknown): asserts holds {
  if (!holds) throw new Violation(expected, shown(got));
}
