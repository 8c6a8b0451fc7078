/**
 * An option that is `undefined` is an option that is left out: also for a program under `exactOptionalPropertyTypes`, where a type
 * must say so. Read from the types themselves, so that a new option cannot forget it.
 */
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { entrySources, exportsOf, programOf } from './entry-types.ts';
import { sdkFolder } from './packed.ts';

/** Every optional property of what the files' exports take, as `Type.property`, and whether it may be `undefined`. */
function optionalInputs(files: readonly string[], texts: Record<string, string> = {}): Map<string, boolean> {
  const program = programOf(files, texts);
  const checker = program.getTypeChecker();
  const found = new Map<string, boolean>();
  const seen = { given: new Set<ts.Type>(), taken: new Set<ts.Type>() };

  /** Types of the platform and of other packages are theirs. */
  const isOwn = (symbol: ts.Symbol | undefined): boolean =>
    symbol?.declarations?.some((declaration) => {
      const { fileName } = declaration.getSourceFile();
      return fileName in texts || fileName.startsWith(path.join(sdkFolder, 'src'));
    }) ?? false;
  const signatures = (type: ts.Type) => [...type.getCallSignatures(), ...type.getConstructSignatures()];
  const parts = (type: ts.Type): readonly ts.Type[] => [
    ...(type.isUnionOrIntersection() ? type.types : []),
    ...(checker.isArrayType(type) || checker.isTupleType(type)
      ? checker.getTypeArguments(type as ts.TypeReference)
      : []),
  ];

  /** What a caller hands in. */
  const take = (type: ts.Type, name: string): void => {
    if (seen.taken.has(type)) return;
    seen.taken.add(type);
    for (const part of parts(type)) take(part, name);
    if (!(type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection))) return;
    for (const property of type.getProperties().filter(isOwn)) {
      const of = checker.getTypeOfSymbol(property);
      const label = `${(type.aliasSymbol ?? type.symbol)?.name.replace('__type', name) ?? name}.${property.name}`;
      if (property.flags & ts.SymbolFlags.Optional) {
        const admitted = of.isUnion() ? of.types : [of];
        found.set(
          label,
          admitted.some((member) => member === checker.getUndefinedType()) ||
            admitted.every((member) => (member.flags & ts.TypeFlags.Unknown) !== 0),
        );
      }
      take(of, label);
    }
    for (const signature of type.getCallSignatures()) take(signature.getReturnType(), `${name}()`);
  };

  /** What the package gives: its functions take something. */
  const give = (type: ts.Type, name: string): void => {
    if (seen.given.has(type)) return;
    seen.given.add(type);
    for (const signature of signatures(type)) {
      for (const parameter of signature.getParameters()) {
        const of = checker.getTypeOfSymbol(parameter);
        take(of, `${name}(${parameter.name})`);
        take(checker.getBaseConstraintOfType(of) ?? of, `${name}(${parameter.name})`);
      }
      give(signature.getReturnType(), `${name}()`);
    }
    for (const part of parts(type)) give(part, name);
    for (const argument of type.aliasTypeArguments ?? []) give(argument, name);
    if (type.flags & ts.TypeFlags.Object)
      for (const argument of checker.getTypeArguments(type as ts.TypeReference)) give(argument, name);
    for (const property of type.getProperties().filter(isOwn))
      give(checker.getTypeOfSymbol(property), `${name}.${property.name}`);
  };

  for (const file of files) {
    for (const symbol of exportsOf(program, file).values()) {
      if (symbol.flags & ts.SymbolFlags.Value) give(checker.getTypeOfSymbol(symbol), symbol.name);
      if (!(symbol.flags & ts.SymbolFlags.Type)) continue;
      const type = checker.getDeclaredTypeOfSymbol(symbol);
      give(type, symbol.name);
      if (/(Options|Params|Input|Variables|Limits|Urls|Hooks|Fields)$/.test(symbol.name))
        take(type, symbol.name);
    }
  }
  return found;
}

describe('option types', () => {
  it('accept `undefined` for every option, parameter and input that may be left out', () => {
    const found = optionalInputs(entrySources);
    expect([...found.keys()]).toEqual(
      expect.arrayContaining([
        'NorthwindOptions.apiKey',
        'CallLimits.timeout',
        'SubscribeOptions.bufferSize',
        'LockerEventsOptions.after',
        'RedirectSignInOptions.scopes',
        'VerifyOptions.now',
        'InvoiceListParams.status',
        'InvoiceUpdate.memo',
        'ReportDeliveryProblemInput.note',
        'NorthwindOverrides.environment',
      ]),
    );
    expect([...found].filter(([, accepts]) => !accepts).map(([name]) => name)).toEqual([]);
  });

  it('are told when one forgets it: the search can fail', () => {
    const file = path.join(sdkFolder, 'src/forgetful.ts');
    const text = `
      export interface Inner { readonly forgotten?: string; readonly kept?: string | undefined }
      interface Options { all: readonly Inner[]; either?: Inner | undefined }
      export interface Client { list<T extends { limit?: number }>(options?: T): Promise<{ again(o: Partial<Options>): void }> }
      export declare const client: () => Client;`;
    expect(Object.fromEntries(optionalInputs([file], { [file]: text }))).toEqual({
      'Inner.forgotten': false,
      'Inner.kept': true,
      'Client.list(options).limit': false,
      'Partial.all': false,
      'Partial.either': true,
    });
  });
});

it('one name is one type, whichever entry it comes from', () => {
  const program = programOf(entrySources);
  const checker = program.getTypeChecker();
  const exported = new Map<string, ts.Symbol>();
  const differing: string[] = [];
  const shared: string[] = [];
  for (const [name, symbol] of entrySources.flatMap((file) => [...exportsOf(program, file)])) {
    const other = exported.get(name) ?? symbol;
    exported.set(name, other);
    if (other === symbol) continue;
    const [a, b] = [checker.getDeclaredTypeOfSymbol(other), checker.getDeclaredTypeOfSymbol(symbol)];
    const isOne = checker.isTypeAssignableTo(a, b) && checker.isTypeAssignableTo(b, a);
    (isOne ? shared : differing).push(name);
  }
  expect([...exported.keys()]).toEqual(
    expect.arrayContaining(['DeliveryStatus', 'GraphQLDeliveryStatus', 'verify', 'cognitoUsers']),
  );
  expect({ differing, shared }).toEqual({ differing: [], shared: [] });
});
