import type { Seat } from '../seat.js';

/** All places of a pool, and who is to sit where: the devices are filled evenly. */
export class Seats<Payload> {
  constructor(readonly all: readonly Seat<Payload>[]) {}

  /** Those that are to have a worker. */
  get taken(): readonly Seat<Payload>[] {
    return this.all.filter(({ isTaken }) => isTaken);
  }

  /** Those with a worker that takes whatever comes. */
  get ready(): readonly Seat<Payload>[] {
    return this.all.filter(({ isReady }) => isReady);
  }

  /** Those with a worker, or one on its way in or out. */
  get occupied(): readonly Seat<Payload>[] {
    return this.all.filter(({ isOccupied }) => isOccupied);
  }

  /** Where the next worker would sit: on the device that has the fewest. `undefined` when all seats are taken. */
  get next(): Seat<Payload> | undefined {
    const taken = this.taken.map(deviceOf);
    const countOn = (seat: Seat<Payload>): number =>
      taken.filter((device) => device === deviceOf(seat)).length;
    return this.all
      .filter(({ isTaken }) => !isTaken)
      .reduce<Seat<Payload> | undefined>(
        (best, seat) => (best && countOn(best) <= countOn(seat) ? best : seat),
        undefined,
      );
  }

  /** Takes or vacates as many as it needs: first those that are not ready, then those that have been idle for longest. */
  resize(size: number): void {
    for (let seat = this.next; seat && this.taken.length < size; seat = this.next) seat.take();
    const surplus = this.taken.length - size;
    if (surplus <= 0) return;
    const byUse = this.taken.toSorted((a, b) => sinceOf(a) - sinceOf(b) || b.id - a.id);
    for (const seat of byUse.slice(0, surplus)) seat.vacate();
  }
}

function sinceOf<Payload>(seat: Seat<Payload>): number {
  return seat.isReady ? (seat.idleSince ?? Number.MAX_VALUE) : -1;
}

function deviceOf<Payload>({ device: { type, index, uuid = '' } }: Seat<Payload>): string {
  return `${type}:${index}:${uuid}`;
}
