/**
 * The roles that functions and resolvers run as: each signs with keys of its own and may do what its definition says, as on AWS. The
 * definitions are those that Terraform makes the roles from.
 */
import { createHmac } from 'node:crypto';
import type { Access } from '../../../src/functions/definition.ts';
import { functions } from '../../../src/generated/functions.ts';
import { queues } from '../../../src/functions/resources.ts';
import { table } from '../../../src/data/table.ts';
import fields from '../../../src/generated/fields.json' with { type: 'json' };
import type { AccessRequest, Authorize } from '../support/access.ts';
import type { SecretOf } from '../support/signature-v4.ts';
import type { AwsCredentials } from './generated-secrets.ts';

/** The role of the GraphQL API's data source that is the table. */
export const tableDataSource = 'table-data-source';

export interface Roles {
  /** What a function, or {@link tableDataSource}, signs with. */
  credentialsOf(role: string): AwsCredentials;
  readonly secretOf: SecretOf;
  /** Keys that are no role's, such as the account's own, may do anything. */
  readonly authorize: Authorize;
  /**
   * What the definitions grant and nobody has made use of since the start, one line each:
   * `health-api has no use for dynamodb:PutItem on northwind`.
   */
  unusedGrants(): readonly string[];
}

/** The smallest that can be taken out of a definition. Those of one statement hold together, for requests of several keys. */
interface Grant {
  readonly statement: Access;
  readonly action: string;
  /** With `*` for what varies, as in `leadingKey`. */
  readonly resource: string;
  readonly leadingKey?: string;
}

interface Role {
  readonly name: string;
  /** Where a grant is added. */
  readonly definedIn: string;
  readonly grants: readonly Grant[];
}

export interface RolesOptions {
  /** False: all sign as the account. DynamoDB Local keeps a database apart for each access key. */
  readonly separate: boolean;
}

/** @param account whose roles they are; their keys are made from its own, and so stay good as long. */
export function createRoles(account: AwsCredentials, { separate }: RolesOptions): Roles {
  const roles = definedRoles();
  const credentials = new Map(roles.map(({ name }) => [name, credentialsOf(account, name)]));
  const byKey = new Map(roles.map((role) => [credentials.get(role.name)?.accessKeyId, role]));
  const used = new Set<Grant>();
  return {
    credentialsOf(name) {
      const found = credentials.get(name);
      if (found === undefined) throw new Error(`There is no role ${name}.`);
      return separate ? found : account;
    },
    secretOf(accessKeyId) {
      if (accessKeyId === account.accessKeyId) return account.secretAccessKey;
      const role = byKey.get(accessKeyId);
      return role && credentials.get(role.name)?.secretAccessKey;
    },
    authorize(accessKeyId, request) {
      const role = byKey.get(accessKeyId);
      if (role === undefined) return undefined;
      const granting = grantsFor(role, request);
      if (granting.length === 0) return refusalOf(role, request);
      for (const grant of granting) used.add(grant);
      return undefined;
    },
    unusedGrants: () =>
      roles.flatMap(({ name, grants }) =>
        [...new Set(grants.map(({ statement }) => statement))].flatMap((statement) => {
          const own = grants.filter((grant) => grant.statement === statement);
          return unusedParts(own, used).map((part) => `${name} has no use for ${part}`);
        }),
      ),
  };
}

function definedRoles(): Role[] {
  const ofFunctions = Object.values(functions).map(({ name, access }) => ({
    name,
    definedIn: `backend/src/functions/${name}/definition.ts`,
    grants: (access as readonly Access[]).flatMap(grantsOf),
  }));
  const tableSource = fields.dataSources.find(({ name }) => name === 'table');
  const access = (tableSource as { access?: readonly Access[] } | undefined)?.access ?? [];
  return [
    ...ofFunctions,
    {
      name: tableDataSource,
      definedIn: "the resolver's definition in backend/src/resolvers (and run codegen)",
      grants: access.flatMap(grantsOf),
    },
  ];
}

function grantsOf(statement: Access): Grant[] {
  return statement.actions.flatMap((action) =>
    resourcesOf(statement).flatMap((resource): Grant[] =>
      statement.kind === 'table'
        ? statement.leadingKeys.map((leadingKey) => ({ statement, action, resource, leadingKey }))
        : [{ statement, action, resource }],
    ),
  );
}

function resourcesOf(statement: Access): readonly string[] {
  switch (statement.kind) {
    case 'table':
      return statement.on === 'table'
        ? [table.name]
        : statement.on.map((index) => `${table.name}/index/${index}`);
    case 'bucket':
      return statement.objects.map((objects) => `${statement.bucket}/${objects}`);
    case 'queue':
      return [queues[statement.queue].fifo ? `${statement.queue}.fifo` : statement.queue];
    case 'topic':
      return [statement.topic];
    case 'device-topic':
      return statement.topics;
    case 'graphql':
      return statement.fields;
    case 'user-pool':
      return [statement.kind];
    // Nothing here is of all Regions.
    case 'edge-store':
    case 'primary-health-check':
      return [];
  }
}

/**
 * Actions, resources and leading keys of a statement that no request had. Not each with each: a transaction wants all its parts in one
 * statement, and none of them needs every action.
 */
function unusedParts(grants: readonly Grant[], used: ReadonlySet<Grant>): string[] {
  const met = grants.filter((grant) => used.has(grant));
  const parts = (of: (grant: Grant) => string | undefined): string[] => {
    const known = new Set(met.map(of));
    return [...new Set(grants.map(of))].filter((part) => part !== undefined && !known.has(part)) as string[];
  };
  const resources = [...new Set(grants.map(({ resource }) => resource))].join(', ');
  return [
    ...parts(({ action }) => action).map((action) => `${action} on ${resources}`),
    ...parts(({ resource }) => resource).map((resource) => `the right to ${resource}`),
    ...parts(({ leadingKey }) => leadingKey).map((key) => `the keys ${key} of ${resources}`),
  ];
}

/** The grants of one statement that together let the request through; none when it is refused. */
function grantsFor({ grants }: Role, { action, resource, leadingKeys }: AccessRequest): Grant[] {
  const candidates = grants.filter((grant) => grant.action === action && isLike(resource, grant.resource));
  for (const statement of new Set(candidates.map((grant) => grant.statement))) {
    const own = candidates.filter((grant) => grant.statement === statement);
    // `ForAllValues:StringLike`: a request without keys passes, one with several must fit with all of them.
    if (leadingKeys === undefined || leadingKeys.length === 0) return own.slice(0, 1);
    const forEach = leadingKeys.map((key) =>
      own.find(({ leadingKey }) => leadingKey === undefined || isLike(key, leadingKey)),
    );
    if (forEach.every((grant) => grant !== undefined)) return forEach;
  }
  return [];
}

/** IAM's `StringLike` with `*`, in time linear to the text for the one or two that our patterns have. */
function isLike(text: string, pattern: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return text === pattern;
  const last = rest.pop() ?? '';
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return at <= text.length - last.length;
}

const forKey = (leadingKey: string | undefined): string =>
  leadingKey === undefined ? '' : ` for ${leadingKey}`;

/** AWS's sentence, and what to do about it. */
function refusalOf({ name, definedIn }: Role, request: AccessRequest): string {
  const { action, resource, leadingKeys = [] } = request;
  const keys = [...new Set(leadingKeys.map((key) => key.replace(/#.*/s, '#*')))];
  return (
    `User: arn:aws:sts::000000000000:assumed-role/${name}/sandbox is not authorized to perform: ${action} on resource: ${resource}` +
    `${forKey(keys.join(', ') || undefined)} because no identity-based policy allows it. ` +
    `Add to the access in ${definedIn}: ${statementFor(request, keys)}`
  );
}

function statementFor({ action, resource }: AccessRequest, keys: readonly string[]): string {
  const actions = `actions: ['${action}']`;
  const quoted = (values: readonly string[]): string => `[${values.map((value) => `'${value}'`).join(', ')}]`;
  const [first = '', , index] = resource.split('/');
  switch (action.split(':')[0]) {
    case 'dynamodb':
      return `tableAccess(['${action}'], ${quoted(keys)}${index === undefined ? '' : `, ${quoted([index])}`})`;
    case 's3':
      return `{ kind: 'bucket', bucket: '${first}', ${actions}, objects: ['${resource.split('/')[1]}/*'] }`;
    case 'sqs':
      return `{ kind: 'queue', queue: '${resource.replace(/\.fifo$/, '')}', ${actions} }`;
    case 'sns':
      return `{ kind: 'topic', topic: '${resource}', ${actions} }`;
    case 'cognito-idp':
      return `{ kind: 'user-pool', ${actions} }`;
    case 'iot':
      return `{ kind: 'device-topic', topics: ['${resource}'], ${actions} }`;
    default:
      return `{ kind: 'graphql', ${actions}, fields: ['${resource}'] }`;
  }
}

/** Made from the account's secret: no two roles share them, and they are the same after a restart with kept credentials. */
function credentialsOf({ secretAccessKey }: AwsCredentials, role: string): AwsCredentials {
  const derive = (label: string): Buffer =>
    createHmac('sha256', secretAccessKey).update(`${label}:${role}`).digest();
  const letters = Array.from(
    derive('id').subarray(0, 16),
    (byte) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[byte % 32],
  );
  return { accessKeyId: `ASIA${letters.join('')}`, secretAccessKey: derive('secret').toString('base64url') };
}
