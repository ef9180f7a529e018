export declare function oneList(text: string, version: string): string;
