/** Mutants that change nothing which a caller, a compiler or a gate could notice, each with the reason. */
export const equivalents: readonly { readonly pattern: RegExp; readonly reason: string }[] = [];
