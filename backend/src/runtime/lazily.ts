/** Makes something on first use and keeps it: nothing is done at import, and a warm function does not do it again. */
export const lazily = <Value>(make: () => Value): (() => Value) => {
  let made: { readonly value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
};
