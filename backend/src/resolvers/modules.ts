// eslint-disable-next-line @typescript-eslint/triple-slash-reference -- who imports a resolver from another project needs it too
/// <reference path="./appsync-utils.d.ts" />
/** The shape of a resolver's module, and what its handlers are called with. */
import type { Context } from '@aws-appsync/utils';
import type { FieldArguments, FieldName, FieldResults, FieldSources } from '../generated/graphql.ts';
import type { FieldDefinition, PipelineFunctionDefinition } from './definition.ts';

/** A root field has no source: AppSync leaves it out. */
type SourceOf<Field extends FieldName> = FieldSources[Field] extends infer Source extends object
  ? Source
  : undefined;

/** What a field's handlers see besides their arguments, each part as far as they use it. */
interface ContextParts {
  /** Answer of the data source. */
  readonly result?: unknown;
  /** Shared with the functions of the pipeline. */
  readonly stash?: object;
  /** Result of the pipeline's last function. */
  readonly previous?: object;
  /** The parent's result with what it carries besides the contract's fields. */
  readonly source?: object | undefined;
}

type Part<Parts, Name extends keyof ContextParts, Otherwise> =
  Parts extends Record<Name, infer Given> ? Given : Otherwise;

/** `ctx` of a field's own handlers. */
export type ResolverContext<
  Field extends FieldName,
  Parts extends ContextParts & { readonly source?: SourceOf<Field> } = object,
> = Context<
  FieldArguments[Field],
  Part<Parts, 'stash', Record<string, unknown>>,
  Parts extends Record<'previous', infer Previous> ? { readonly result: Previous } : undefined,
  Part<Parts, 'source', SourceOf<Field>>,
  Part<Parts, 'result', unknown>
>;

/** `ctx` of a pipeline function: it serves many fields, so what it needs comes by the stash. */
export type FunctionContext<Stash extends object, Result = unknown> = Context<
  unknown,
  Stash,
  undefined,
  undefined,
  Result
>;

type AnyOf<Field extends FieldName> = Context<FieldArguments[Field], never, never, never, never>;

/** `never` for all but the arguments: each module declares its own, the interface fixes arguments and answer. */
export interface ResolverModule<Field extends FieldName> {
  readonly definition: FieldDefinition;
  /** The request to the data source; in a pipeline, what happens before its first function. */
  readonly request: (ctx: AnyOf<Field>) => unknown;
  readonly response: (ctx: AnyOf<Field>) => FieldResults[Field];
}

export interface PipelineFunctionModule {
  readonly definition: PipelineFunctionDefinition;
  readonly request: (ctx: FunctionContext<never, never>) => unknown;
  readonly response: (ctx: FunctionContext<never, never>) => unknown;
}

/** One module for every Query, Mutation and Subscription field, and for every nested field that has a resolver. */
export type ResolverModules = { readonly [Field in FieldName]: ResolverModule<Field> };
