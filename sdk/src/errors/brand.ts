/**
 * Marks error classes so that guards recognise them across copies of this package.
 *
 * A program often holds two copies (one ESM, one CommonJS, or two versions below two dependencies), and `instanceof`
 * is false between them. `Symbol.for` is shared by the whole realm registry, so the mark is the same in each copy.
 */
const markOf = (name: string): symbol => Symbol.for(`@northwind/sdk/${name}`);

/**
 * Puts the mark, the literal `name` and the advice on a class's prototype. Subclasses inherit the marks of their parents,
 * which is what makes `isApiError` true for a `NotFoundError` of any copy.
 */
export function brand(errorClass: { readonly prototype: object }, name: string, advice?: string): void {
  const prototype = errorClass.prototype as Record<string | symbol, unknown>;
  prototype[markOf(name)] = true;
  prototype['name'] = name;
  if (advice) prototype['advice'] = advice;
}

/** Makes a type guard for the class that was branded with this name. */
export function guard<T>(name: string): (value: unknown) => value is T {
  return (value): value is T =>
    (value as Record<symbol, unknown> | null | undefined)?.[markOf(name)] === true;
}
