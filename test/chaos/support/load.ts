import { setTimeout as sleep } from 'node:timers/promises';

/** So many clients, each of which sends again as soon as it is answered, until `isOver`. */
export async function closedLoop(
  clients: number,
  isOver: (sent: number) => boolean,
  send: (number: number) => Promise<void>,
): Promise<number> {
  let sent = 0;
  const client = async (): Promise<void> => {
    while (!isOver(sent)) await send(sent++);
  };
  await Promise.all(Array.from({ length: clients }, client));
  return sent;
}

/** So many requests a second, whether the earlier ones are answered or not. */
export async function openLoop(
  perSecond: number,
  seconds: number,
  send: (number: number) => Promise<void>,
): Promise<number> {
  const began = performance.now();
  const pending: Promise<void>[] = [];
  const total = Math.round(perSecond * seconds);
  while (pending.length < total) {
    const due = Math.min(total, ((performance.now() - began) / 1000) * perSecond);
    while (pending.length < due) pending.push(send(pending.length));
    await sleep(1);
  }
  await Promise.all(pending);
  return pending.length;
}

/** Over when the time is. */
export function forSeconds(seconds: number): () => boolean {
  const end = performance.now() + seconds * 1000;
  return () => performance.now() > end;
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}
