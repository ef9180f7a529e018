/** `SentimentScoresApi` → `sentiment-scores`, `HTTPEndpoint` → `http`. */
export function endpointName(className: string): string {
  const bare = className.replace(/(Api|Endpoint)$/, '') || className;
  return bare
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .replace(/_/g, '-')
    .toLowerCase();
}
