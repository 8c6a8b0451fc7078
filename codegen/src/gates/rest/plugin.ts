/**
 * Redocly plugin `northwind`: the rules of the house and of API Gateway that the general rule sets do not know. One rule, one
 * sentence of the conventions; `.config/redocly.yaml` switches them on, `api-rules.ts` holds them as pure functions.
 */
import { listOperations } from '../../contract/openapi/operations.ts';
import type { OpenApiDocument } from '../../contract/openapi/document.ts';
import { shapeMistakes } from '../../contract/openapi/supported.ts';
import { apiRules, type Finding } from './api-rules.ts';

/** The part of Redocly's visitor context that is used here; its own types pull the whole CLI into the program. */
interface UserContext {
  report(problem: { message: string; location?: unknown }): void;
  location: { child(path: string[]): unknown };
}

function rule(check: (document: OpenApiDocument) => Finding[]) {
  return () => ({
    Root(root: OpenApiDocument, { report, location }: UserContext): void {
      for (const { message, at } of check(root)) report({ message, location: location.child(at) });
    },
  });
}

export default function northwindPlugin(): object {
  return {
    id: 'northwind',
    rules: {
      oas3: Object.fromEntries([
        // What the generators would refuse: told here too, and alone, because the other rules rely on the shape.
        [
          'supported',
          rule((document) =>
            shapeMistakes(document).map(({ at, message }) => ({ message, at: at.map(String) })),
          ),
        ],
        ...Object.entries(apiRules).map(([name, check]) => [
          name,
          rule((document) =>
            shapeMistakes(document).length > 0 ? [] : check(document, listOperations(document)),
          ),
        ]),
      ]),
    },
  };
}
