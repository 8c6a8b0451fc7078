/** Policies are of the form that AWS takes: IAM User Guide, "Grammar of the IAM JSON policy language". */
import { isObject, resources, texts } from '../plan.ts';
import type { JsonValue, PlannedResource, Values } from '../plan.ts';
import { everywhere } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { addStatement, change, editStatements } from '../spoil.ts';

/** Policies of a thing say who may; policies of a role say on what; a role's trust says who alone. */
type Kind = 'of a thing' | 'of a role' | 'trust';

/** Attributes that hold what a role or an account may; any other policy is one of a thing. */
const ofRoles = new Set([
  'aws_iam_role_policy policy',
  'aws_iam_policy policy',
  'aws_iot_policy policy',
  'aws_organizations_policy content',
]);

const kindOf = (type: string, attribute: string): Kind => {
  if (attribute === 'assume_role_policy') return 'trust';
  return ofRoles.has(`${type} ${attribute}`) ? 'of a role' : 'of a thing';
};

const operators =
  /^(For(AllValues|AnyValue):)?((String|Arn)(Not)?(Equals|Like)|StringNotEqualsIgnoreCase|StringEqualsIgnoreCase|Numeric(Not)?Equals|(Numeric|Date)(Less|Greater)Than(Equals)?|Date(Not)?Equals|Bool|BinaryEquals|(Not)?IpAddress)(IfExists)?$|^Null$/;

const principals: Readonly<Record<string, RegExp>> = {
  AWS: /^(\*|\d{12}|arn:aws:(iam|sts)::\d{12}:.+)$/,
  Service: /^[a-z][\w.-]*[.]amazonaws[.]com$/,
  Federated: /^(cognito-identity[.]amazonaws[.]com|arn:aws:iam::\d{12}:.+|[a-z][\w.-]+)$/,
  CanonicalUser: /^\w+$/,
};

function principalProblems(principal: JsonValue | undefined): readonly string[] {
  if (principal === '*') return [];
  if (!isObject(principal) || Object.keys(principal).length === 0) return ['says of nobody that they may'];
  return Object.entries(principal).flatMap(([type, named]) => {
    const names = texts(named);
    const form = principals[type];
    if (form === undefined) return [`knows no principals of the kind ${type}`];
    return names.length > 0 && names.every((name) => form.test(name))
      ? []
      : [`names ${names.join(' and ') || 'nobody'} as ${type}`];
  });
}

function conditionProblems(condition: JsonValue | undefined): readonly string[] {
  if (condition === undefined) return [];
  if (!isObject(condition)) return ['has a condition of no form'];
  return Object.entries(condition).flatMap(([operator, keys]) => [
    ...(operators.test(operator) ? [] : [`compares by ${operator}, which does not exist`]),
    ...Object.entries(isObject(keys) ? keys : {}).flatMap(([key, value]) => [
      ...(/^[\w.-]+:[\w/.:${}-]+$/.test(key) ? [] : [`has a condition on ${key}, which no request has`]),
      ...(texts(value).length === 0 ? [`compares ${key} with nothing`] : []),
    ]),
  ]);
}

function statementProblems(statement: Values, kind: Kind): readonly string[] {
  const list = (name: string) => [...texts(statement[name]), ...texts(statement[`Not${name}`])];
  const [actions, named] = [list('Action'), list('Resource')];
  return [
    ...(['Allow', 'Deny'].includes(String(statement['Effect'])) ? [] : ['neither allows nor denies']),
    ...(actions.length > 0 && actions.every((action) => /^(\*|[a-z][\w-]*:[\w*?]+)$/.test(action))
      ? []
      : [`is about ${actions.join(' and ') || 'no action'}`]),
    ...(kind === 'trust' || named.some((resource) => resource !== '') ? [] : ['is about no resource']),
    ...(kind === 'of a role' ? [] : principalProblems(statement['Principal'] ?? statement['NotPrincipal'])),
    ...conditionProblems(statement['Condition']),
  ];
}

interface Policy {
  readonly attribute: string;
  readonly statements: readonly Values[];
}

function policiesOf({ values }: PlannedResource): readonly Policy[] {
  return Object.entries(values).flatMap(([attribute, value]): readonly Policy[] => {
    if (typeof value !== 'string' || !/^\s*\{\s*"/.test(value)) return [];
    const document = JSON.parse(value) as Values;
    const isPolicy = 'Statement' in document || 'statement' in document || /policy$/.test(attribute);
    const isOther = ['redrive_policy', 'redrive_allow_policy', 'delivery_policy'].includes(attribute);
    if (!isPolicy || isOther || isObject(document['tags'])) return [];
    return [{ attribute, statements: [document['Statement'] ?? []].flat().filter(isObject) }];
  });
}

export const policiesHaveTheirForm: Rule = {
  name: 'Every policy says who or on what, which actions, and under conditions that exist',
  check: (_environment, stack) =>
    everywhere(stack, resources).flatMap((resource) =>
      policiesOf(resource).flatMap(({ attribute, statements }) => {
        const says = `${resource.address}: its ${attribute}`;
        if (statements.length === 0) return [`${says} says nothing, and AWS refuses it.`];
        return statements.flatMap((statement) =>
          statementProblems(statement, kindOf(resource.type, attribute)).map(
            (problem) => `${says} ${problem}${statement['Sid'] ? ` (${String(statement['Sid'])})` : ''}.`,
          ),
        );
      }),
    ),
  counterexamples: {
    'a policy without statements': (spoiled) =>
      change(spoiled, 'aws_s3_bucket_policy', (values) => (values['policy'] = '{"Statement":[]}')),
    'a statement without actions': (spoiled) =>
      change(spoiled, 'aws_iam_role_policy', (values) =>
        editStatements(values, 'policy', (statement) => delete statement['Action']),
      ),
    'a statement about nothing': (spoiled) =>
      change(spoiled, 'aws_iam_role_policy', (values) =>
        editStatements(values, 'policy', (statement) => delete statement['Resource']),
      ),
    'a bucket policy about nobody': (spoiled) =>
      change(spoiled, 'aws_s3_bucket_policy', (values) =>
        editStatements(values, 'policy', (statement) => delete statement['Principal']),
      ),
    'trust in nobody': (spoiled) =>
      change(spoiled, 'aws_iam_role', (values) =>
        editStatements(values, 'assume_role_policy', (statement) => delete statement['Principal']),
      ),
    'a principal of a kind that does not exist': (spoiled) =>
      change(spoiled, 'aws_iam_role', (values) =>
        editStatements(values, 'assume_role_policy', (statement) => {
          statement['Principal'] = { other: 'lambda.amazonaws.com' };
        }),
      ),
    'a condition that compares by no operator': (spoiled) =>
      change(spoiled, 'aws_s3_bucket_policy', (values) =>
        addStatement(values, 'policy', {
          Effect: 'Deny',
          Action: 's3:*',
          Resource: '*',
          Principal: '*',
          Condition: { other: { 'aws:SecureTransport': 'false' } },
        }),
      ),
    'a condition on a key without its service': (spoiled) =>
      change(spoiled, 'aws_s3_bucket_policy', (values) =>
        addStatement(values, 'policy', {
          Effect: 'Deny',
          Action: 's3:*',
          Resource: '*',
          Principal: '*',
          Condition: { Bool: { other: 'false' } },
        }),
      ),
  },
};
