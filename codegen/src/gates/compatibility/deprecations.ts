/**
 * What is deprecated says when it goes: `x-sunset: 2027-03-31` beside `deprecated: true` in OpenAPI, `Sunset: 2027-03-31` in the reason
 * of GraphQL's `@deprecated`. From that day on the gate is red, so that nothing is deprecated for ever.
 */
import { isEnumType, isInputObjectType, isObjectType, type GraphQLSchema } from 'graphql';
import type { Finding } from '../../contract/finding.ts';
import { contractPath, type OpenApiDocument } from '../../contract/openapi/document.ts';
import { isNode } from '../../contract/openapi/node.ts';
import { schemaPath } from '../../contract/graphql/schema.ts';

/** @param today as `YYYY-MM-DD` */
export function deprecationFindings(
  document: OpenApiDocument,
  schema: GraphQLSchema,
  today: string,
): Finding[] {
  return [...restDeprecations(document), ...graphqlDeprecations(schema)].flatMap(
    ({ file, line, where, sunset, how }) => {
      if (sunset === undefined)
        return [{ file, line, message: `${where} is deprecated and does not say until when; ${how}.` }];
      if (!isDay(sunset))
        return [
          { file, line, message: `${where} is deprecated until "${sunset}", which is no day; ${how}.` },
        ];
      if (sunset > today) return [];
      return [
        {
          file,
          line,
          message: `${where} was deprecated until ${sunset}; remove it with a major version, or move the date on.`,
        },
      ];
    },
  );
}

interface Deprecation {
  readonly file: string;
  readonly line?: number | undefined;
  readonly where: string;
  readonly sunset: string | undefined;
  readonly how: string;
}

function restDeprecations(document: OpenApiDocument): Deprecation[] {
  const visit = (value: unknown, where: string): Deprecation[] => {
    if (Array.isArray(value)) return value.flatMap((item, index) => visit(item, `${where}/${index}`));
    if (!isNode(value)) return [];
    const own: Deprecation[] =
      value['deprecated'] === true
        ? [
            {
              file: contractPath,
              where,
              sunset: text(value['x-sunset']),
              how: 'add x-sunset: YYYY-MM-DD beside deprecated',
            },
          ]
        : [];
    return [
      ...own,
      ...Object.entries(value)
        .filter(([key]) => key !== 'example' && key !== 'examples')
        .flatMap(([key, child]) => visit(child, where === '' ? key : `${where}/${key}`)),
    ];
  };
  return visit({ paths: document.paths, components: document.components }, '');
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
              file: schemaPath,
              line: astNode?.loc?.startToken.line,
              where: `${type.name}.${name}`,
              sunset: /\bSunset: (\d{4}-\d{2}-\d{2})/.exec(deprecationReason)?.[1],
              how: 'end the reason with "Sunset: YYYY-MM-DD."',
            },
          ],
    );
  });
}
