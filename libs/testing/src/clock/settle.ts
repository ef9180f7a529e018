/** More turns of the event loop than a request takes from its submit to its answer, several times over. */
const TURNS = 64;

/** Lets what is under way in this process come to rest, unless it waits for time or for the world outside. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
