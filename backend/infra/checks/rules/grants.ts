/** Every role allows exactly what the next hops need of it. */
import { ofType, statements, text, texts } from '../plan.ts';
import type { Plan } from '../plan.ts';
import type { Rule } from '../rule.ts';
import { addStatement, change, drop, editStatements } from '../spoil.ts';
import { appNeeds } from './needs.ts';
import type { Need } from './needs.ts';

/** Actions that no hop needs by itself, with who may have them and why. */
const besides: readonly { readonly role: RegExp; readonly actions: RegExp; readonly reason: string }[] = [
  { role: /./, actions: /^dynamodb:/, reason: 'Items are held to their definitions by a rule of their own.' },
  { role: /./, actions: /^kms:(Decrypt|Encrypt|GenerateDataKey)$/, reason: 'Held to the data key below.' },
  { role: /./, actions: /^ec2:/, reason: 'Only in a VPC, and listed among the wildcards.' },
  {
    role: /-deployment-/,
    actions: /^(lambda:(Get|Update)Alias|lambda:GetProvisionedConcurrencyConfig|cloudwatch:DescribeAlarms)$/,
    reason: 'CodeDeploy; its rights on aliases have a rule of their own.',
  },
];

interface Grant {
  readonly role: string;
  readonly action: string;
  readonly resource: string;
}

const grantsOf = (plan: Plan): readonly Grant[] =>
  ofType(plan, 'aws_iam_role_policy').flatMap(({ values }) =>
    statements(text(values, 'policy'))
      .filter(({ effect }) => effect === 'Allow')
      .flatMap(({ actions, resources }) =>
        actions.flatMap((action) =>
          resources.map((resource) => ({ role: text(values, 'role'), action, resource })),
        ),
      ),
  );

const line = ({ role, action, resource }: Grant): string => `${role} ${action} ${resource}`;

/** Roles whose work touches what is encrypted with the data key. */
const usesKey = ({ on }: Need): boolean => /^arn:aws:(sqs|events|s3|sns|dynamodb):/.test(on);

function keyFindings(step: string, plan: Plan, needs: readonly Need[]): readonly string[] {
  const keys = new Set(ofType(plan, 'aws_sqs_queue').map(({ values }) => text(values, 'kms_master_key_id')));
  const grants = grantsOf(plan).filter(({ action }) => action.startsWith('kms:'));
  const wrong = grants
    .filter(({ resource }) => !keys.has(resource))
    .map(
      ({ role, action, resource }) =>
        `${step}: ${role} may ${action} on ${resource}, which is not the data key.`,
    );
  const table = grantsOf(plan)
    .filter(({ action, resource }) => action.startsWith('dynamodb:') && resource.includes(':table/'))
    .map(({ role, resource }): Need => ({
      by: role,
      role,
      actions: [],
      on: resource,
      or: 'it cannot read an item',
    }));
  const missing = [...needs, ...table]
    .filter(usesKey)
    .flatMap(({ by, role, on, actions }) =>
      [
        'kms:Decrypt',
        ...(actions.some((action) => /Send|Put|Publish/.test(action)) ? ['kms:GenerateDataKey'] : []),
      ]
        .filter((action) => !grants.some((grant) => grant.role === role && grant.action === action))
        .map(
          (action) =>
            `${step}: ${by} reaches ${on}, but its role ${role} may not ${action}: what is encrypted stays closed.`,
        ),
    );
  return [...wrong, ...new Set(missing)];
}

export const rolesAllowWhatHopsNeed: Rule = {
  name: 'Every role of the app allows exactly what the next hops need: calling, sending, receiving, logging, tracing, and the key of what is encrypted',
  check(environment, stack, sources) {
    return [...appNeeds(environment, stack, sources)].flatMap(([step, needs]) => {
      const plan = stack.get(step)?.settled;
      if (plan === undefined) return [];
      const grants = grantsOf(plan);
      const granted = new Set(grants.map(line));
      const needed = new Set(
        needs.flatMap(({ role, actions, on }) =>
          actions.map((action) => line({ role, action, resource: on })),
        ),
      );
      const missing = needs.flatMap(({ by, role, actions, on, or }) =>
        actions
          .filter((action) => !granted.has(line({ role, action, resource: on })))
          .map((action) => `${step}: ${by} may not ${action} on ${on || 'its next hop'}: ${or}.`),
      );
      const superfluous = grants
        .filter(
          (grant) =>
            !needed.has(line(grant)) &&
            !besides.some(({ role, actions }) => role.test(grant.role) && actions.test(grant.action)),
        )
        .map(
          ({ role, action, resource }) =>
            `${step}: ${role} may ${action} on ${resource}, which no hop needs.`,
        );
      return [...missing, ...superfluous, ...keyFindings(step, plan, needs)];
    });
  },
  counterexamples: {
    'a worker that may not delete what it has done': (spoiled) =>
      change(spoiled, 'aws_iam_role_policy', (values) =>
        editStatements(values, 'policy', (statement) => {
          statement['Action'] = texts(statement['Action']).filter((action) => action !== 'sqs:DeleteMessage');
        }),
      ),
    'a function that cannot write its log': (spoiled) =>
      change(spoiled, 'aws_iam_role_policy', (values) =>
        editStatements(values, 'policy', (statement) => {
          statement['Action'] = texts(statement['Action']).filter((action) => !action.startsWith('logs:'));
        }),
      ),
    'a function that may not use the key': (spoiled) =>
      change(spoiled, 'aws_iam_role_policy', (values) =>
        editStatements(values, 'policy', (statement) => {
          statement['Action'] = texts(statement['Action']).filter((action) => !action.startsWith('kms:'));
        }),
      ),
    'a right that nothing needs': (spoiled) =>
      change(spoiled, 'aws_iam_role_policy', (values) =>
        addStatement(values, 'policy', {
          Effect: 'Allow',
          Action: 'sns:Publish',
          Resource: 'arn:aws:sns:eu-central-1:1:other',
        }),
      ),
    'a key that is not the data key': (spoiled) =>
      change(spoiled, 'aws_iam_role_policy', (values) => {
        values['policy'] = String(values['policy']).replaceAll(':key/', ':key/other-');
      }),
    'a role without its policy': (spoiled) => drop(spoiled, 'aws_iam_role_policy'),
  },
};
