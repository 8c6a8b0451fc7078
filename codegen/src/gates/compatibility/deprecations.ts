/**
 * What is deprecated says when it goes: `x-sunset: 2027-03-31` beside `deprecated: true` in OpenAPI, `Sunset: 2027-03-31` in the reason
 * of GraphQL's `@deprecated`. From that day on the gate is red, so that nothing is deprecated for ever.
 */
import { isEnumType, isInputObjectType, isObjectType, type GraphQLSchema } from 'graphql';
import type { Finding } from '../../contract/finding.ts';
import type { OpenApiDocument } from '../../contract/openapi/document.ts';
import { isNode, type Mistake, type Path } from '../../contract/openapi/node.ts';
import { schemaPath } from '../../contract/graphql/schema.ts';

/**
 * @param today as `YYYY-MM-DD`
 * @param locate where a mistake stands in the REST contract
 */
export function deprecationFindings(
  document: OpenApiDocument,
  schema: GraphQLSchema,
  today: string,
  locate: (mistake: Mistake) => Finding,
): Finding[] {
  return [...restDeprecations(document, locate), ...graphqlDeprecations(schema)].flatMap(
    ({ where, sunset, how, place }) => {
      if (sunset === undefined) return [place(`${where} is deprecated and does not say until when; ${how}.`)];
      if (!isDay(sunset))
        return [place(`${where} is deprecated until "${sunset}", which is no day; ${how}.`)];
      if (sunset > today) return [];
      return [
        place(
          `${where} was deprecated until ${sunset}; remove it with a major version, or move the date on.`,
        ),
      ];
    },
  );
}

interface Deprecation {
  readonly place: (message: string) => Finding;
  readonly where: string;
  readonly sunset: string | undefined;
  readonly how: string;
}

function restDeprecations(document: OpenApiDocument, locate: (mistake: Mistake) => Finding): Deprecation[] {
  const visit = (value: unknown, at: Path): Deprecation[] => {
    if (Array.isArray(value)) return value.flatMap((item, index) => visit(item, [...at, index]));
    if (!isNode(value)) return [];
    const own: Deprecation[] =
      value['deprecated'] === true
        ? [
            {
              place: (message) => locate({ at, message }),
              where: at.join('/'),
              sunset: text(value['x-sunset']),
              how: 'add x-sunset: YYYY-MM-DD beside deprecated',
            },
          ]
        : [];
    return [
      ...own,
      ...Object.entries(value)
        .filter(([key]) => key !== 'example' && key !== 'examples')
        .flatMap(([key, child]) => visit(child, [...at, key])),
    ];
  };
  return visit({ paths: document.paths, components: document.components }, []);
}

const text = (value: unknown): string | undefined =>
  value === undefined ? undefined : typeof value === 'string' ? value : JSON.stringify(value);

/** A day that the calendar has: one that never comes would never be red. */
function isDay(written: string): boolean {
  const time = Date.parse(written);
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === written;
}

function graphqlDeprecations(schema: GraphQLSchema): Deprecation[] {
  return Object.values(schema.getTypeMap()).flatMap((type) => {
    if (type.name.startsWith('__')) return [];
    const members = isEnumType(type)
      ? type.getValues()
      : isObjectType(type) || isInputObjectType(type)
        ? Object.values(type.getFields())
        : [];
    return members.flatMap(({ name, deprecationReason, astNode }) =>
      deprecationReason == null
        ? []
        : [
            {
              place: (message) => ({
                file: schemaPath,
                line: astNode?.loc?.startToken.line,
                column: astNode?.loc?.startToken.column,
                message,
              }),
              where: `${type.name}.${name}`,
              sunset: /\bSunset: (\d{4}-\d{2}-\d{2})/.exec(deprecationReason)?.[1],
              how: 'end the reason with "Sunset: YYYY-MM-DD."',
            },
          ],
    );
  });
}
