import { Injectable, type OnModuleInit } from '@nestjs/common';
import type * as Sdk from '@modelcontextprotocol/server';
import { isLitWorker } from '#core';

export type { Sdk };

/** The official SDK, an optional peer: loaded by apps that import the module, and not in their workers. */
@Injectable()
export class McpSdk implements OnModuleInit {
  #sdk: Promise<typeof Sdk> | undefined;

  async onModuleInit(): Promise<void> {
    if (!isLitWorker()) await this.load();
  }

  /** @throws Error with the cure when the package is missing */
  load(): Promise<typeof Sdk> {
    this.#sdk ??= loadMcpSdk();
    return this.#sdk;
  }
}

/** @param load replaces the import in specs */
export async function loadMcpSdk(
  load: () => Promise<typeof Sdk> = () => import('@modelcontextprotocol/server'),
): Promise<typeof Sdk> {
  try {
    return await load();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const isMissing = /Cannot find (package|module) '?@modelcontextprotocol\/server'?/.test(reason);
    const cure = isMissing
      ? "is not installed: run 'npm install @modelcontextprotocol/server'"
      : `does not load: ${reason}`;
    throw new Error(`nestjs-litserve/mcp needs the package @modelcontextprotocol/server, which ${cure}`, {
      cause,
    });
  }
}
