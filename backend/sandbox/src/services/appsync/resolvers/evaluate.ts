/**
 * Runs one field: a unit resolver, or a pipeline of functions, after AWS AppSync Developer Guide, "JavaScript resolvers overview"
 * and "AWS AppSync JavaScript function reference".
 */
import {
  EarlyReturn,
  ResolverError,
  resolverModules,
  type Effects,
  type FieldScope,
} from '../runtime/index.ts';
import type { DataSource, SourceCaller, SourceResult } from '../sources/source.ts';
import type { CachingConfig } from './cache.ts';
import type { Bundle } from './bundle.ts';
import { handlerContext, type FieldContext } from './context.ts';

export interface UnitResolver {
  readonly kind: 'UNIT';
  readonly caching?: CachingConfig | undefined;
  readonly caller: SourceCaller;
  readonly dataSource: DataSource;
  readonly bundle: Bundle;
}
export interface PipelineFunction {
  readonly caller: SourceCaller;
  readonly dataSource: DataSource;
  readonly bundle: Bundle;
}
export interface PipelineResolver {
  readonly kind: 'PIPELINE';
  readonly caching?: CachingConfig | undefined;
  readonly bundle: Bundle;
  readonly functions: readonly PipelineFunction[];
}
export type CompiledResolver = UnitResolver | PipelineResolver;

/** @throws ResolverError for what the field must answer with */
export async function evaluate(
  resolver: CompiledResolver,
  field: FieldContext,
  effects: Effects,
  scope: FieldScope,
): Promise<unknown> {
  const modules = resolverModules(effects, scope);
  if (resolver.kind === 'UNIT') {
    return (await runFunction(resolver, field, null, modules)).value;
  }
  const handlers = resolver.bundle(modules);
  const before = call(() => handlers.request(handlerContext(field, {})));
  let prev = before.value;
  // An early return before the functions skips them all; its value is what the response handler finds in ctx.prev.result.
  if (!before.early) {
    for (const step of resolver.functions) {
      const outcome = await runFunction(step, field, prev, modules);
      prev = outcome.value;
      if (outcome.end) break;
    }
  }
  return call(() => handlers.response(handlerContext(field, { prev, result: prev }))).value;
}

interface Outcome {
  readonly value: unknown;
  /** `skipTo: 'END'`: the rest of the pipeline is skipped. */
  readonly end: boolean;
}

async function runFunction(
  step: PipelineFunction,
  field: FieldContext,
  prev: unknown,
  modules: Readonly<Record<string, unknown>>,
): Promise<Outcome> {
  const handlers = step.bundle(modules);
  const request = call(() => handlers.request(handlerContext(field, { prev })));
  if (request.early) return { value: request.value, end: request.skipTo === 'END' };
  let outcome: SourceResult;
  try {
    outcome = await step.dataSource.invoke(request.value as Record<string, unknown>, step.caller);
  } catch (cause) {
    if (cause instanceof ResolverError) throw cause;
    outcome = { result: null, error: { message: (cause as Error).message, type: (cause as Error).name } };
  }
  // The response handler runs whether or not the source failed; what it does not raise or append is lost.
  const response = call(() =>
    handlers.response(handlerContext(field, { prev, result: outcome.result, error: outcome.error })),
  );
  return { value: response.value, end: response.early && response.skipTo === 'END' };
}

interface HandlerOutcome {
  readonly value: unknown;
  readonly early: boolean;
  readonly skipTo?: 'END' | 'NEXT' | undefined;
}

function call(handler: () => unknown): HandlerOutcome {
  try {
    return { value: handler() ?? null, early: false };
  } catch (cause) {
    if (cause instanceof EarlyReturn) return { value: cause.value, early: true, skipTo: cause.skipTo };
    if (cause instanceof ResolverError) throw cause;
    // What AppSync answers when the code itself fails: the reason stays in the log.
    throw new ResolverError({
      message: `Code execution failed: ${(cause as Error).message}`,
      errorType: 'Code',
    });
  }
}
