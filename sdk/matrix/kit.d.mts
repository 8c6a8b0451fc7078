export declare const ENTRIES: readonly string[];
