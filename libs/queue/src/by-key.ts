import type { Ticket } from '#batching';

/** The groups of equal keys, each in the order given: only equal keys share a batch. */
export function byKey<T extends Ticket>(tickets: readonly T[]): Iterable<T[]> {
  const groups = new Map<string, T[]>();
  for (const ticket of tickets) {
    const group = groups.get(ticket.key);
    if (group === undefined) groups.set(ticket.key, [ticket]);
    else group.push(ticket);
  }
  return groups.values();
}
