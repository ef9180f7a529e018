import type { BehaviourApp } from './behaviour-app.js';

/** A request whose client can leave before its answer. */
export function leavable(app: BehaviourApp, path: string, body: unknown): { leave(): Promise<void> } {
  const leaving = new AbortController();
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: leaving.signal,
  };
  const gone = app.ask(path, init).then(
    () => undefined,
    () => undefined,
  );
  return {
    leave: () => {
      leaving.abort();
      return gone;
    },
  };
}
