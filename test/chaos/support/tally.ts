/** Counts by name. */
export class Tally {
  readonly #counts = new Map<string, number>();

  add(name: string): void {
    this.#counts.set(name, this.of(name) + 1);
  }

  of(name: string): number {
    return this.#counts.get(name) ?? 0;
  }

  /** How many are under another name than these. */
  except(...names: readonly string[]): number {
    return [...this.#counts].reduce((sum, [name, count]) => (names.includes(name) ? sum : sum + count), 0);
  }

  toString(): string {
    const sorted = [...this.#counts].toSorted(([, a], [, b]) => b - a);
    return sorted.map(([name, count]) => `${count} × ${name}`).join(', ');
  }
}
