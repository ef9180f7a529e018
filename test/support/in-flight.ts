/** Does a job for each item, so many at a time; the results are in the order of the items. */
export async function inFlight<Item, Result>(
  count: number,
  items: readonly Item[],
  job: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const queue = items.entries();
  const client = async (): Promise<void> => {
    for (const [index, item] of queue) results[index] = await job(item, index);
  };
  await Promise.all(Array.from({ length: count }, client));
  return results;
}
