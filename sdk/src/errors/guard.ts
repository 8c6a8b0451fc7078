/**
 * Marks every error of this package. A program often holds two copies (one ESM, one CommonJS, or two versions below two
 * dependencies), and `instanceof` is false between them; `Symbol.for` gives each copy the same symbol.
 */
export const MARK: unique symbol = Symbol.for('@northwind/sdk/error') as never;

/**
 * Makes a type guard for the error class of this name. It looks for the name on the prototypes, so that `isApiError` is true for
 * a `NotFoundError` of any copy.
 */
export function guard<T>(name: string): (value: unknown) => value is T {
  return (value): value is T => {
    if ((value as { [MARK]?: unknown } | null | undefined)?.[MARK] !== true) return false;
    for (
      let part = Object.getPrototypeOf(value) as { name?: unknown } | null;
      part;
      part = Object.getPrototypeOf(part) as typeof part
    )
      if (Object.hasOwn(part, 'name') && part.name === name) return true;
    return false;
  };
}
