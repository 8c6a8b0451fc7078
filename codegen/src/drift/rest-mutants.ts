/** Every part of the REST contract that a program relies on, changed one at a time: a new endpoint is attacked by itself. */
import { httpMethods, type OpenApiDocument, type SchemaObject } from '../contract/openapi/document.ts';
import { asNode } from '../contract/openapi/node.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- changes reach deep into the document, where every step may be absent
type Loose = any;

export interface RestChange {
  readonly kind: 'contract' | 'rights';
  readonly name: string;
  readonly apply: (document: Loose) => void;
}

export function restChanges(document: OpenApiDocument): RestChange[] {
  return [...operationChanges(document), ...schemaChanges(document), ...outsideChanges(document)];
}

function operationChanges(document: OpenApiDocument): RestChange[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    httpMethods.flatMap((method): RestChange[] => {
      const operation = item[method];
      if (operation === undefined) return [];
      const of = (d: Loose): Loose => d.paths[path][method];
      const id = operation.operationId;
      const change = (
        what: string,
        apply: (own: Loose, d: Loose) => void,
        kind: RestChange['kind'] = 'contract',
      ) => ({
        kind,
        name: `${id}: ${what}`,
        apply: (d: Loose): void => apply(of(d), d),
      });
      return [
        change('is removed', (_, d) => delete d.paths[path][method]),
        change('has another name', (own) => (own.operationId = `${id}Again`)),
        change(
          'is under another tag',
          (own, d) => (own.tags = [d.tags.find((tag: Loose) => tag.name !== own.tags[0]).name]),
        ),
        change(
          'asks for a new query parameter',
          (own) =>
            (own.parameters = [
              ...(own.parameters ?? []),
              { name: 'mutant', in: 'query', required: true, schema: { type: 'string' } },
            ]),
        ),
        ...(operation.requestBody === undefined
          ? [
              change(
                'asks for a body',
                (own) =>
                  (own.requestBody = {
                    required: true,
                    content: { 'application/json': { schema: { type: 'object' } } },
                  }),
              ),
            ]
          : [
              change('takes no body any more', (own) => delete own.requestBody),
              change(
                'takes another media type',
                (own) => (own.requestBody = { required: true, content: { 'text/plain': {} } }),
              ),
            ]),
        ...(operation.parameters ?? []).flatMap((_, index) => [
          change(`drops its parameter ${index}`, (own) => own.parameters.splice(index, 1)),
        ]),
        ...Object.keys(operation.responses).map((status) =>
          change(`does not document ${status} any more`, (own) => delete own.responses[status]),
        ),
        ...(operation.security.length === 0
          ? [
              change(
                'is closed',
                (own, d) =>
                  (own.security = Object.values<Loose>(d.paths)
                    .flatMap((other) => Object.values<Loose>(other))
                    .find((other) => other.security?.length > 0).security),
                'rights',
              ),
            ]
          : [
              change('is open to anybody', (own) => (own.security = []), 'rights'),
              change(
                'asks for a further scope',
                (own) =>
                  (own.security = own.security.map((requirement: Loose) => ({
                    ...requirement,
                    oauth2: [...requirement.oauth2, 'northwind/mutant'],
                  }))),
                'rights',
              ),
              change(
                'is closed to a group',
                (own) => (own['x-northwind-groups'] = own['x-northwind-groups'].slice(1)),
                'rights',
              ),
              change(
                'is open to couriers',
                (own) => (own['x-northwind-groups'] = [...own['x-northwind-groups'], 'courier']),
                'rights',
              ),
            ]),
      ];
    }),
  );
}

/** The components that requests and responses are made of. */
function reachable(document: OpenApiDocument): { sent: Set<string>; read: Set<string> } {
  const names = (value: unknown, found: Set<string>): Set<string> => {
    for (const [, kind = '', name = ''] of JSON.stringify(value ?? null).matchAll(
      /#\/components\/(\w+)\/(\w+)/g,
    )) {
      const key = `${kind}/${name}`;
      if (found.has(key)) continue;
      found.add(key);
      names(asNode(asNode(document.components)[kind])[name], found);
    }
    return found;
  };
  const operations = Object.values(document.paths).flatMap((item) =>
    httpMethods.flatMap((method) => item[method] ?? []),
  );
  return {
    sent: names(
      operations.map(({ requestBody, parameters }) => [requestBody, parameters]),
      new Set(),
    ),
    read: names(
      operations.map(({ responses }) => responses),
      new Set(),
    ),
  };
}

function schemaChanges(document: OpenApiDocument): RestChange[] {
  const { sent, read } = reachable(document);
  return Object.entries(document.components.schemas).flatMap(([name, schema]): RestChange[] => {
    if ('$ref' in schema) return [];
    const isSent = sent.has(`schemas/${name}`);
    const isRead = read.has(`schemas/${name}`);
    const change = (what: string, apply: (own: Loose) => void): RestChange => ({
      kind: 'contract',
      name: `${name}: ${what}`,
      apply: (d) => apply(d.components.schemas[name]),
    });
    return [
      { kind: 'contract', name: `${name}: is removed`, apply: (d) => delete d.components.schemas[name] },
      ...(isSent || isRead ? valueChanges('', schema, isSent, isRead, change, (own) => own) : []),
      ...Object.entries(schema.properties ?? {}).flatMap(([property, own]) => {
        const required = schema.required?.includes(property) ?? false;
        return [
          change(`${property} is removed`, (s) => {
            delete s.properties[property];
            if (s.required) s.required = s.required.filter((other: string) => other !== property);
          }),
          ...(isRead && required
            ? [
                change(
                  `${property} may be absent`,
                  (s) => (s.required = s.required.filter((other: string) => other !== property)),
                ),
              ]
            : []),
          ...(isSent && !required
            ? [change(`${property} is required`, (s) => (s.required = [...(s.required ?? []), property]))]
            : []),
          ...('$ref' in own
            ? []
            : valueChanges(`${property} `, own, isSent, isRead, change, (s) => s.properties[property])),
        ];
      }),
    ];
  });
}

function valueChanges(
  label: string,
  schema: SchemaObject,
  isSent: boolean,
  isRead: boolean,
  change: (what: string, apply: (own: Loose) => void) => RestChange,
  at: (own: Loose) => Loose,
): RestChange[] {
  if (schema.type === undefined) return [];
  const say = (what: string, apply: (own: Loose) => void): RestChange =>
    change(`${label}${what}`, (own) => apply(at(own)));
  const other = schema.type === 'integer' ? 'boolean' : 'integer';
  return [
    say('has another type', (s) => {
      for (const key of Object.keys(s)) if (key !== 'description') delete s[key];
      s.type = other;
    }),
    ...(isRead && !schema.nullable ? [say('may be null', (s) => (s.nullable = true))] : []),
    ...(isSent && schema.nullable ? [say('may not be null any more', (s) => delete s.nullable)] : []),
    ...(schema.format !== undefined && schema.type === 'string'
      ? [say('has another format', (s) => (s.format = s.format === 'uri' ? 'date' : 'uri'))]
      : []),
    ...(schema.format !== undefined && schema.type === 'string' && isRead
      ? [say('has no format any more', (s) => delete s.format)]
      : []),
    ...(schema.pattern !== undefined ? [say('has another pattern', (s) => (s.pattern = '^mutant$'))] : []),
    ...(schema.enum !== undefined && isSent ? [say('takes a value less', (s) => s.enum.pop())] : []),
    ...(schema.enum !== undefined && isRead ? [say('may be any value', (s) => delete s.enum)] : []),
    ...(isSent && schema.maxLength !== undefined ? [say('may be less long', (s) => s.maxLength--)] : []),
    ...(isSent && schema.minLength !== undefined ? [say('must be longer', (s) => s.minLength++)] : []),
    ...(isSent && schema.maximum !== undefined ? [say('may be less large', (s) => s.maximum--)] : []),
    ...(isSent && schema.minimum !== undefined ? [say('must be larger', (s) => s.minimum++)] : []),
    ...(isSent && schema.maxItems !== undefined ? [say('may hold fewer', (s) => s.maxItems--)] : []),
  ];
}

function outsideChanges(document: OpenApiDocument): RestChange[] {
  const change = (name: string, apply: (d: Loose) => void): RestChange => ({ kind: 'contract', name, apply });
  const problems = asNode(asNode(document.components.schemas['ProblemCode'])['x-northwind-problems']);
  return [
    ...document.servers.flatMap((server, index) =>
      ['url', 'x-northwind-token-url', 'x-northwind-graphql-url'].map((key) =>
        change(
          `server ${server['x-northwind-environment']}: another ${key}`,
          (d) => (d.servers[index][key] = 'https://mutant.example/v1'),
        ),
      ),
    ),
    ...Object.keys(problems).map((code) =>
      change(
        `problem ${code}: another status`,
        (d) => (d.components.schemas.ProblemCode['x-northwind-problems'][code].status = 418),
      ),
    ),
    ...Object.keys(document.components.headers).flatMap((name) => [
      change(
        `header ${name}: another type`,
        (d) => (d.components.headers[name].schema = { type: 'boolean' }),
      ),
      ...(document.components.headers[name]?.required
        ? [change(`header ${name}: may be absent`, (d) => (d.components.headers[name].required = false))]
        : []),
    ]),
    change(
      "the API key's header has another name",
      (d) => (d.components.securitySchemes.apiKey.name = 'x-mutant'),
    ),
    change(
      'tokens come from elsewhere',
      (d) =>
        (d.components.securitySchemes.oauth2.flows.clientCredentials.tokenUrl = 'https://mutant.example'),
    ),
    change(
      'who answers GraphQL is said elsewhere',
      (d) => (d['x-northwind-graphql-discovery-path'] = '/mutant'),
    ),
    change('a body may be less large', (d) => d['x-northwind-max-body-bytes']--),
    change(
      'problems have another type',
      (d) => (d['x-northwind-problem-type-base'] = 'https://mutant.example/'),
    ),
  ];
}
