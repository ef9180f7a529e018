import { randomUUID } from 'node:crypto';

/** 122 random bits: to know an id is to have been told it. */
export const newId = (prefix: string): string => prefix + randomUUID().replaceAll('-', '');
