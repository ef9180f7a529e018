import type { WorkerBootError } from './worker-boot.error.js';

/** Points at which a seat counts as unable to boot. */
const UNABLE = 6;

/**
 * Decides when a pool that cannot boot its workers is down. A pool that has never been ready has a mistake in it, and is
 * told at once. One that has answered before gets three tries, and more where something from outside killed the boot:
 * while somebody kills workers, requests had better wait for the next one.
 */
export class BootFailures<Seat> {
  /** Points of failed boots in a row; a seat that is ready has none. */
  readonly #points = new Map<Seat, number>();
  #hasBeenReady = false;

  /** @param seats those that are to have a worker */
  constructor(private readonly seats: () => readonly Seat[]) {}

  /** Whether no seat can be expected to be ready soon. */
  get isDown(): boolean {
    const seats = this.seats();
    return seats.length > 0 && seats.every((seat) => (this.#points.get(seat) ?? 0) >= UNABLE);
  }

  ready(seat: Seat): void {
    this.#hasBeenReady = true;
    this.#points.delete(seat);
  }

  /** Nobody is to sit there any more. */
  vacated(seat: Seat): void {
    this.#points.delete(seat);
  }

  failed(seat: Seat, { isKilled }: WorkerBootError): void {
    const tries = (this.#hasBeenReady ? 3 : 1) * (isKilled ? 2 : 1);
    this.#points.set(seat, (this.#points.get(seat) ?? 0) + UNABLE / tries);
  }
}
