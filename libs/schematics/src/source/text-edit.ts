/** Text put at a position of a source, in the place of `remove` characters. */
export interface TextEdit {
  readonly at: number;
  readonly remove?: number;
  readonly text: string;
}

/** Positions are those of the text before any edit; edits do not overlap. */
export function applyEdits(source: string, edits: readonly TextEdit[]): string {
  const fromTheEnd = edits.toSorted((one, other) => other.at - one.at);
  return fromTheEnd.reduce(
    (text, { at, remove = 0, text: added }) => text.slice(0, at) + added + text.slice(at + remove),
    source,
  );
}
