import type { LitEndpointOptions } from './endpoint.options.js';

/** What an endpoint is called: as its options say, else after its class, and numbered from the second one of the class on. */
export function nameOfEndpoint(className: string, ordinal: number, { name }: LitEndpointOptions): string {
  const base = endpointName(className);
  return name ?? (ordinal === 0 ? base : `${base}-${ordinal + 1}`);
}

/** `SentimentScoresApi` → `sentiment-scores`, `HTTPEndpoint` → `http`. */
export function endpointName(className: string): string {
  const bare = className.replace(/(Api|Endpoint)$/, '') || className;
  return bare
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .replace(/_/g, '-')
    .toLowerCase();
}
