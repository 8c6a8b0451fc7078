/** Who hands something on may do so: the right of one hop to use the next. */
import { blocks, isObject, ofType, statements, text, texts } from '../plan.ts';
import type { Plan, PolicyStatement, Values } from '../plan.ts';
import type { Rule } from '../rule.ts';
import { change, editStatements } from '../spoil.ts';

const allows = (statement: PolicyStatement, action: string, resource: (arn: string) => boolean): boolean =>
  statement.effect === 'Allow' && statement.actions.includes(action) && statement.resources.some(resource);

export const aliasesCanBeMoved: Rule = {
  name: 'CodeDeploy may move the alias of every function that it deploys',
  check(_environment, stack) {
    return [...stack].flatMap(([step, { settled }]) => {
      const granted = ofType(settled, 'aws_iam_role_policy').flatMap(({ values }) =>
        statements(text(values, 'policy')),
      );
      return ofType(settled, 'aws_codedeploy_deployment_group').flatMap(({ values }) => {
        const name = text(values, 'deployment_group_name');
        // AWS authorizes both on the function's own ARN, not on the alias's.
        return ['lambda:GetAlias', 'lambda:UpdateAlias']
          .filter(
            (action) =>
              !granted.some((statement) =>
                allows(statement, action, (arn) => arn.endsWith(`:function:${name}`)),
              ),
          )
          .map((action) => `${step}: no release of ${name} goes live: nobody may ${action} on the function.`);
      });
    });
  },
  counterexamples: {
    'a right on the alias in place of the function': (spoiled) =>
      change(spoiled, 'aws_iam_role_policy', (values) =>
        editStatements(values, 'policy', (statement) => {
          if (texts(statement['Action']).includes('lambda:UpdateAlias'))
            statement['Resource'] = texts(statement['Resource']).map((arn) => `${arn}:live`);
        }),
      ),
    'an alias that can be read and not moved': (spoiled) =>
      change(spoiled, 'aws_iam_role_policy', (values) =>
        editStatements(values, 'policy', (statement) => {
          if (texts(statement['Action']).includes('lambda:UpdateAlias'))
            statement['Action'] = ['lambda:GetAlias'];
        }),
      ),
  },
};

/** The ARN in whose name EventBridge sends: the bus's, or the rule's for a target. */
function sender(plan: Plan, type: string, values: Values): string {
  if (type === 'aws_cloudwatch_event_bus') return text(values, 'arn');
  const rule = ofType(plan, 'aws_cloudwatch_event_rule').find(
    (candidate) => text(candidate.values, 'name') === text(values, 'rule'),
  );
  return rule === undefined ? '' : text(rule.values, 'arn');
}

export const undeliveredEventsAreKept: Rule = {
  name: 'EventBridge may put what it cannot deliver into the dead-letter queues that its bus and targets name',
  check(_environment, stack) {
    return [...stack].flatMap(([step, { settled }]) => {
      const granted = ofType(settled, 'aws_sqs_queue_policy').flatMap(({ values }) =>
        statements(text(values, 'policy')),
      );
      return ['aws_cloudwatch_event_bus', 'aws_cloudwatch_event_target'].flatMap((type) =>
        ofType(settled, type).flatMap(({ address, values }) => {
          const from = sender(settled, type, values);
          const [queue] = blocks(values, 'dead_letter_config').map((config) => text(config, 'arn'));
          if (queue === undefined) return [`${step}: ${address} has no dead-letter queue.`];
          const may = granted.some((statement) => {
            const sourceArn = isObject(statement.condition['ArnEquals'])
              ? texts(statement.condition['ArnEquals']['aws:SourceArn'])
              : [];
            return (
              allows(statement, 'sqs:SendMessage', (arn) => arn === queue) &&
              isObject(statement.principal) &&
              texts(statement.principal['Service']).includes('events.amazonaws.com') &&
              sourceArn.includes(from)
            );
          });
          return may ? [] : [`${step}: ${address} loses events: ${queue} does not accept them from ${from}.`];
        }),
      );
    });
  },
  counterexamples: {
    'a queue that does not take events': (spoiled) =>
      change(spoiled, 'aws_sqs_queue_policy', (values) =>
        editStatements(values, 'policy', (statement) => {
          if (statement['Effect'] === 'Allow') statement['Action'] = 'sqs:ReceiveMessage';
        }),
      ),
    'a queue that takes events of another bus': (spoiled) =>
      change(spoiled, 'aws_sqs_queue_policy', (values) =>
        editStatements(values, 'policy', (statement) => {
          if (statement['Effect'] === 'Allow')
            statement['Condition'] = { ArnEquals: { 'aws:SourceArn': 'arn:aws:events:x:1:event-bus/other' } };
        }),
      ),
    'a bus without a dead-letter queue': (spoiled) =>
      change(spoiled, 'aws_cloudwatch_event_bus', (values) => (values['dead_letter_config'] = [])),
  },
};
