import type { Method } from './import-document.ts';

/** Where a request leads. */
export interface Route {
  readonly method: Method;
  /** Path parameters as they stand in the URL; API Gateway's validator and the function decide what they mean. */
  readonly pathParameters: Readonly<Record<string, string>>;
}

interface Resource {
  readonly segments: readonly string[];
  readonly methods: Map<string, Method>;
}

/**
 * Makes a router over the document's resources.
 *
 * A literal segment wins over a parameter at the same place, as in API Gateway, whatever the order of the document.
 */
export function createRouter(
  methods: readonly Method[],
): (httpMethod: string, path: string) => Route | undefined {
  const resources = new Map<string, Resource>();
  for (const method of methods) {
    const resource = resources.get(method.resourcePath) ?? {
      segments: splitPath(method.resourcePath),
      methods: new Map<string, Method>(),
    };
    resource.methods.set(method.httpMethod, method);
    resources.set(method.resourcePath, resource);
  }
  const bySpecificity = [...resources.values()].sort((a, b) => compareSpecificity(a.segments, b.segments));

  return (httpMethod, path) => {
    const segments = splitPath(path);
    for (const resource of bySpecificity) {
      const pathParameters = matchSegments(resource.segments, segments);
      if (!pathParameters) continue;
      const method = resource.methods.get(httpMethod);
      return method && { method, pathParameters };
    }
    return undefined;
  };
}

const splitPath = (path: string): string[] => path.split('/').slice(1);
const isParameter = (segment: string | undefined): boolean => segment?.startsWith('{') === true;

function compareSpecificity(a: readonly string[], b: readonly string[]): number {
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    const difference = Number(isParameter(a[index])) - Number(isParameter(b[index]));
    if (difference !== 0) return difference;
  }
  return 0;
}

function matchSegments(
  template: readonly string[],
  segments: readonly string[],
): Record<string, string> | undefined {
  if (template.length !== segments.length) return undefined;
  const pathParameters: Record<string, string> = {};
  for (const [index, expected] of template.entries()) {
    const segment = segments[index] as string;
    if (isParameter(expected)) {
      if (segment === '') return undefined;
      pathParameters[expected.slice(1, -1)] = segment;
    } else if (expected !== segment) return undefined;
  }
  return pathParameters;
}
