/** Tells the bench where a server of its own listens. */
export function announce({ port }: { readonly port: number }): void {
  process.stdout.write(`listening on ${port}\n`);
}

/** The port in what a server has printed so far. */
export function announcedPort(printed: string): number | undefined {
  const port = /listening on (\d+)/i.exec(printed)?.[1];
  return port === undefined ? undefined : Number(port);
}
