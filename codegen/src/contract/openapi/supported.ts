/**
 * The part of OpenAPI that this repository carries from the contract to the SDK, the server and API Gateway. Whatever is outside it
 * is refused here, with its place and what to write instead, before any generator runs. codegen/README.md tells it in prose.
 */
import { methodName, namesItsNoun, paramsTypeName, resourceClassName, reservedTagNames } from './names.ts';
import { asList, asNode, isText, type Mistake, type Node, type Path } from './node.ts';
import type { Operation } from './operations.ts';
import { pathMistakes } from './supported-operations.ts';
import { componentMistakes } from './supported-schemas.ts';

/** Mistakes of shape: with none of these, the document is what `OpenApiDocument` says. */
export function shapeMistakes(document: unknown): Mistake[] {
  const root = asNode(document);
  if (Object.keys(root).length === 0)
    return [{ at: [], message: 'is no OpenAPI document; see codegen/README.md for what a contract needs.' }];
  const rootMistakes = [
    ...missing(root),
    ...(/^3\.0\.\d+$/.test(String(root['openapi']))
      ? []
      : [{ at: ['openapi'], message: `openapi is ${String(root['openapi'])}; API Gateway imports 3.0.x.` }]),
    ...(/^\d+\.\d+\.\d+$/.test(String(asNode(root['info'])['version']))
      ? []
      : [{ at: ['info'], message: 'info.version must be of the form 1.2.3.' }]),
    ...serverMistakes(root),
    ...signInMistakes(root),
    ...tagMistakes(root),
  ];
  const mistakes = [...rootMistakes, ...pathMistakes(root), ...componentMistakes(root)];
  // A component is looked at from everywhere that names it.
  return [...new Map(mistakes.map((mistake) => [JSON.stringify(mistake), mistake])).values()];
}

const isFilled = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length > 0;

function missing(root: Node): Mistake[] {
  const components = asNode(root['components']);
  const say = (what: string, ...at: Path): Mistake => ({
    at,
    message: `the document has no ${what}; see codegen/README.md for what a contract needs.`,
  });
  return [
    ...['info', 'servers', 'tags', 'paths', 'components']
      .filter((key) => !isFilled(root[key]))
      .map((key) => say(key, key)),
    ...['graphql-discovery-path', 'max-body-bytes', 'max-problem-errors', 'problem-type-base']
      .map((key) => `x-northwind-${key}`)
      .filter((key) => root[key] === undefined)
      .map((key) => say(key)),
    ...['schemas', 'securitySchemes']
      .filter((key) => isFilled(root['components']) && !isFilled(components[key]))
      .map((key) => say(`components.${key}`, 'components', key)),
  ];
}

function serverMistakes(root: Node): Mistake[] {
  return asList(root['servers']).flatMap((value, index) => {
    const server = asNode(value);
    return [
      ...['x-northwind-environment', 'x-northwind-token-url', 'x-northwind-graphql-url', 'description']
        .filter((key) => !isText(server[key]))
        .map((key) => ({
          at: ['servers', index],
          message: `the server has no ${key}; the SDK's environments are made of it.`,
        })),
      ...(URL.canParse(String(server['url']))
        ? []
        : [
            {
              at: ['servers', index],
              message: `the server's url ${String(server['url'])} must be absolute.`,
            },
          ]),
    ];
  });
}

/** The token's URL stands twice: for readers of OpenAPI, and for the SDK's environments. */
function signInMistakes(root: Node): Mistake[] {
  const schemes = asNode(asNode(root['components'])['securitySchemes']);
  if (!isFilled(schemes)) return [];
  const at = ['components', 'securitySchemes'];
  const { tokenUrl } = asNode(asNode(asNode(schemes['oauth2'])['flows'])['clientCredentials']);
  const production = asNode(asList(root['servers'])[0])['x-northwind-token-url'];
  return [
    ...(isText(asNode(schemes['apiKey'])['name'])
      ? []
      : [{ at, message: 'apiKey has no name; say which header carries the API key.' }]),
    ...(tokenUrl === production
      ? []
      : [
          {
            at: [...at, 'oauth2'],
            message: `tokenUrl ${String(tokenUrl)} must be the first server's x-northwind-token-url, ${String(production)}.`,
          },
        ]),
  ];
}

function tagMistakes(root: Node): Mistake[] {
  return asList(root['tags']).flatMap((value, index) => {
    const { name, description, 'x-northwind-function': fn } = asNode(value);
    const say = (message: string): Mistake => ({
      at: ['tags', index],
      message: `the tag "${String(name)}" ${message}`,
    });
    return [
      ...(isText(name) && /^[a-z][A-Za-z0-9]*$/.test(name)
        ? []
        : [say("must be camelCase, like invoiceExports: it is a property of the SDK's client.")]),
      ...(reservedTagNames.has(String(name))
        ? [say("is a property that the SDK's client has already; choose another.")]
        : []),
      ...(isText(description) ? [] : [say('has no description.')]),
      ...(isText(fn) && /^[a-z]+(-[a-z]+)*$/.test(fn)
        ? []
        : [
            say(
              'names no x-northwind-function; say which Lambda function answers its operations, like invoices-api.',
            ),
          ]),
    ];
  });
}

/** Two operations that would be one method, or a type that there is already: looked for once the shape is right. */
export function nameMistakes(
  document: { components: { schemas: object } },
  operations: readonly Operation[],
): Mistake[] {
  const taken = new Map<string, string>(
    Object.keys(document.components.schemas).map((name) => [name, `the schema ${name}`]),
  );
  for (const { tag } of operations) taken.set(resourceClassName(tag.name), `the tag ${tag.name}`);
  const ids = new Set<string>();
  return operations.flatMap((operation) => {
    const { operationId, path, method, tag } = operation;
    const at = ['paths', path, method];
    if (ids.has(operationId))
      return [{ at, message: `${operationId}: another operation has this operationId.` }];
    ids.add(operationId);
    if (!namesItsNoun(operation)) {
      return [
        {
          at,
          message: `operationId ${operationId} does not name the noun of its tag "${tag.name}"; call it like list${tag.name.charAt(0).toUpperCase()}${tag.name.slice(1)}, or give the tag its singular by x-northwind-singular.`,
        },
      ];
    }
    const names = [`${tag.name}.${methodName(operation)}`, paramsTypeName(operation)];
    const clash = names.find((name) => taken.has(name));
    const owner = clash === undefined ? undefined : taken.get(clash);
    for (const name of names) taken.set(name, `the operation ${operationId}`);
    return clash === undefined
      ? []
      : [{ at, message: `${operationId}: its name in the SDK, ${clash}, is taken by ${owner}; rename one.` }];
  });
}
