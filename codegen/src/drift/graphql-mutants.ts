/** Every type, field, argument and right of the GraphQL contract, changed one at a time. */
import {
  Kind,
  print,
  type DefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  type TypeNode,
} from 'graphql';

export interface GraphqlChange {
  readonly kind: 'contract' | 'rights';
  readonly name: string;
  readonly sdl: string;
}

export function graphqlChanges(document: DocumentNode): GraphqlChange[] {
  return document.definitions.flatMap((definition, index): GraphqlChange[] => {
    const changed = (next?: DefinitionNode): string =>
      print({
        ...document,
        definitions: document.definitions.toSpliced(index, 1, ...(next === undefined ? [] : [next])),
      });
    switch (definition.kind) {
      case Kind.ENUM_TYPE_DEFINITION:
        return (definition.values ?? []).map((value) => ({
          kind: 'contract',
          name: `${definition.name.value}.${value.name.value} is removed`,
          sdl: changed({
            ...definition,
            values: definition.values?.filter((other) => other !== value) ?? [],
          }),
        }));
      case Kind.OBJECT_TYPE_DEFINITION:
      case Kind.INPUT_OBJECT_TYPE_DEFINITION: {
        const type = definition.name.value;
        const fields: readonly (FieldDefinitionNode | InputValueDefinitionNode)[] = definition.fields ?? [];
        const withField = (at: number, next?: FieldDefinitionNode | InputValueDefinitionNode): string =>
          changed({
            ...definition,
            fields: fields.toSpliced(at, 1, ...(next === undefined ? [] : [next])),
          } as DefinitionNode);
        const isInput = definition.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION;
        return [
          { kind: 'contract', name: `${type} is removed`, sdl: changed() },
          ...((definition.directives?.length ?? 0) > 0
            ? [
                {
                  kind: 'rights',
                  name: `${type} loses its rights`,
                  sdl: changed({ ...definition, directives: [] }),
                } as const,
              ]
            : []),
          ...fields.flatMap((field, at) =>
            fieldChanges(`${type}.${field.name.value}`, field, isInput, (next) => withField(at, next)),
          ),
        ];
      }
      default:
        return [];
    }
  });
}

function fieldChanges(
  name: string,
  field: FieldDefinitionNode | InputValueDefinitionNode,
  isInput: boolean,
  changed: (next?: FieldDefinitionNode | InputValueDefinitionNode) => string,
): GraphqlChange[] {
  const isRequired = field.type.kind === Kind.NON_NULL_TYPE;
  const other: TypeNode = { kind: Kind.LIST_TYPE, type: field.type };
  const nullable: TypeNode = field.type.kind === Kind.NON_NULL_TYPE ? field.type.type : field.type;
  const change = (
    what: string,
    next?: FieldDefinitionNode | InputValueDefinitionNode,
    kind: GraphqlChange['kind'] = 'contract',
  ) => ({
    kind,
    name: `${name} ${what}`,
    sdl: changed(next),
  });
  return [
    change('is removed'),
    change('has another type', { ...field, type: other }),
    ...(!isInput && isRequired ? [change('may be null', { ...field, type: nullable })] : []),
    ...(isInput && nullable === field.type
      ? [
          change('is required', {
            ...field,
            type: { kind: Kind.NON_NULL_TYPE, type: nullable },
          } as InputValueDefinitionNode),
        ]
      : []),
    ...('arguments' in field && field.arguments !== undefined
      ? field.arguments.map((argument) =>
          change(`drops its argument ${argument.name.value}`, {
            ...field,
            arguments: field.arguments?.filter((own) => own !== argument) ?? [],
          }),
        )
      : []),
    ...(field.directives ?? []).map((directive) =>
      change(
        `loses @${directive.name.value}`,
        {
          ...field,
          directives: field.directives?.filter((own) => own !== directive) ?? [],
        } as FieldDefinitionNode,
        'rights',
      ),
    ),
  ];
}
