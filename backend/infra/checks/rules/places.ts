/** Things are where they are said to be, and under names that people and policies find. */
import { ofType, resources, text } from '../plan.ts';
import { everywhere } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { add } from '../spoil.ts';
import { regions } from '../stack.ts';

/** Names that are unique within something of ours, or that are the service's. */
const namedByOthers = [
  'aws_api_gateway_usage_plan_key',
  'aws_appsync_datasource',
  'aws_appsync_function',
  'aws_cognito_resource_server',
  'aws_cognito_user_group',
  'aws_config_configuration_recorder',
  'aws_config_configuration_recorder_status',
  'aws_config_delivery_channel',
  'aws_iam_role_policy',
  'aws_iam_service_linked_role',
  'aws_lambda_alias',
  'aws_route53_record',
  'aws_route53_zone',
];

/** Ours, or of the form that the service asks for. */
const names = /northwind|^(API-Gateway-Execution-Logs_|AWSIotLogsV2$|[/]aws[/])/i;

export const thingsAreWhereTheyAreNamed: Rule = {
  name: 'What is made for a Region is in that Region, and what has a name has one that begins with the product’s',
  check: (_environment, stack) =>
    everywhere(stack, resources).flatMap(({ address, type, values }) => {
      const key = /\["([^\]]*)"\]$/.exec(address)?.[1] ?? '';
      const meant = Object.values(regions).find((region) => key.split(' ').includes(region));
      // Metrics about what belongs to no Region are in us-east-1.
      const isWorldwide = type === 'aws_cloudwatch_metric_alarm' && values['region'] === 'us-east-1';
      const isElsewhere =
        !isWorldwide && meant !== undefined && 'region' in values && values['region'] !== meant;
      const name = 'name' in values && !namedByOthers.includes(type) ? values['name'] : 'northwind';
      return [
        ...(isElsewhere ? [`${address} is in ${text(values, 'region') || 'no Region of its own'}.`] : []),
        ...(typeof name === 'string' && names.test(name)
          ? []
          : [
              `${address} is named ${String(name)}: nobody finds it, and no policy that goes by names admits it.`,
            ]),
      ];
    }),
  counterexamples: {
    'a thing of one Region in the other': (spoiled) => {
      add(spoiled, 'aws_kms_alias', { name: 'alias/northwind-prod-data', region: 'eu-central-1' });
      for (const { settled } of spoiled.stack.values())
        for (const resource of ofType(settled, 'aws_kms_alias'))
          Object.assign(resource, { address: 'aws_kms_alias.data["eu-west-1"]' });
    },
    'a pipe with a name that AWS makes up': (spoiled) => add(spoiled, 'aws_pipes_pipe', { name: null }),
  },
};
