/** Functions as the manifest lists them, all built alike. */
import { blocks, ofType, text, texts } from '../plan.ts';
import { everyOfType, everywhere } from '../rule.ts';
import type { Plan } from '../plan.ts';
import type { Rule, Sources, Stack } from '../rule.ts';
import { change, drop } from '../spoil.ts';

const lambdas = (stack: Stack) => everyOfType(stack, 'aws_lambda_function');

/** A queue that may start any number of its function takes the concurrency of the doors in a rush. */
const concurrencyFindings = (
  step: string,
  environment: string,
  plan: Plan,
  defined: Sources['functions']['functions'],
): readonly string[] =>
  Object.entries(defined).flatMap(([name, { triggers }]) =>
    triggers.flatMap(({ kind, maximumConcurrency }) => {
      if (kind !== 'queue' || maximumConcurrency === undefined) return [];
      const limits = ofType(plan, 'aws_lambda_event_source_mapping')
        .filter(({ values }) => text(values, 'event_source_arn').includes(':sqs:'))
        .filter(({ values }) =>
          text(values, 'function_name').endsWith(`:function:northwind-${environment}-${name}:live`),
        )
        .flatMap(({ values }) => blocks(values, 'scaling_config'))
        .map((config) => config['maximum_concurrency']);
      return limits.includes(maximumConcurrency)
        ? []
        : [`${step}: the queue of ${name} may start more than ${maximumConcurrency} at a time.`];
    }),
  );

export const functionsAreDeployed: Rule = {
  name: 'Every function of the manifest is deployed in both Regions, with what triggers it',
  check(environment, stack, { functions }) {
    const findings: string[] = [];
    for (const [step, { settled }] of stack) {
      if (!step.startsWith('app')) continue;
      const deployed = new Set(
        ofType(settled, 'aws_lambda_function').map(({ values }) => text(values, 'function_name')),
      );
      const wired = [...ofType(settled, 'aws_lambda_event_source_mapping')].map(({ values }) =>
        text(values, 'function_name'),
      );
      for (const [name, { triggers }] of Object.entries(functions.functions)) {
        const full = `northwind-${environment}-${name}`;
        if (!deployed.delete(full)) findings.push(`${step}: ${name} is not deployed.`);
        for (const { kind } of triggers) {
          if (!['queue', 'stream'].includes(kind)) continue;
          if (!wired.some((arn) => arn.endsWith(`:function:${full}:live`)))
            findings.push(`${step}: nothing triggers ${name}.`);
        }
      }
      for (const name of deployed) findings.push(`${step}: ${name} is in no manifest.`);
      findings.push(...concurrencyFindings(step, environment, settled, functions.functions));
    }
    return findings;
  },
  counterexamples: {
    'a function that Terraform does not know': ({ sources }) => {
      (sources.functions.functions as Record<string, unknown>)['invented'] = { triggers: [], access: [] };
    },
    'a function that the manifest no longer has': ({ sources }) => {
      const list = sources.functions.functions as Record<string, unknown>;
      delete list[Object.keys(list)[0] ?? ''];
    },
    'a queue that may start any number': ({ sources }) => {
      for (const { triggers } of Object.values(sources.functions.functions))
        for (const trigger of triggers) Object.assign(trigger, { maximumConcurrency: 2 });
    },
    'a worker without its queue': (spoiled) => drop(spoiled, 'aws_lambda_event_source_mapping'),
  },
};

export const functionsAreBuiltAlike: Rule = {
  name: 'Every function is arm64 on a current runtime, traced by X-Ray, logs JSON, has a live alias and moves by CodeDeploy where callers wait',
  check(_environment, stack) {
    const aliases = everyOfType(stack, 'aws_lambda_alias').map(
      ({ values }) => `${text(values, 'function_name')}:${text(values, 'name')}`,
    );
    const deployments = everyOfType(stack, 'aws_codedeploy_deployment_group').map(({ values }) =>
      text(values, 'deployment_group_name'),
    );
    const findings: string[] = [];
    for (const { address, values } of lambdas(stack)) {
      const name = text(values, 'function_name');
      if (texts(values['architectures']).join() !== 'arm64') findings.push(`${address} is not arm64.`);
      if (!/^nodejs(2[4-9]|[3-9]\d)\.x$/.test(text(values, 'runtime')))
        findings.push(`${address} runs on ${text(values, 'runtime')}.`);
      if (text(blocks(values, 'tracing_config')[0] ?? {}, 'mode') !== 'Active')
        findings.push(`${address} is not traced.`);
      if (text(blocks(values, 'logging_config')[0] ?? {}, 'log_format') !== 'JSON')
        findings.push(`${address} logs no JSON.`);
      if (!aliases.includes(`${name}:live`)) findings.push(`${address} has no alias live.`);
      if (address.startsWith('app') && !deployments.includes(name))
        findings.push(`${address} has no deployment group.`);
    }
    for (const { address, values } of everywhere(stack, (plan) =>
      ofType(plan, 'aws_lambda_event_source_mapping'),
    )) {
      if (!texts(values['function_response_types']).includes('ReportBatchItemFailures')) {
        findings.push(`${address} loses a batch for one bad record.`);
      }
      const reads = text(values, 'event_source_arn').includes(':dynamodb:');
      if (
        reads &&
        (values['bisect_batch_on_function_error'] !== true ||
          blocks(values, 'destination_config').length === 0)
      ) {
        findings.push(`${address} neither bisects nor says where failures go.`);
      }
    }
    return findings;
  },
  counterexamples: {
    'an Intel function': (spoiled) =>
      change(spoiled, 'aws_lambda_function', (values) => (values['architectures'] = ['x86_64'])),
    'a retired runtime': (spoiled) =>
      change(spoiled, 'aws_lambda_function', (values) => (values['runtime'] = 'nodejs18.x')),
    'an untraced function': (spoiled) =>
      change(
        spoiled,
        'aws_lambda_function',
        (values) => (values['tracing_config'] = [{ mode: 'PassThrough' }]),
      ),
    'logs in plain text': (spoiled) =>
      change(
        spoiled,
        'aws_lambda_function',
        (values) => (values['logging_config'] = [{ log_format: 'Text' }]),
      ),
    'a function without an alias': (spoiled) => drop(spoiled, 'aws_lambda_alias'),
    'a function that changes all at once': (spoiled) => drop(spoiled, 'aws_codedeploy_deployment_group'),
    'a batch that fails as one': (spoiled) =>
      change(
        spoiled,
        'aws_lambda_event_source_mapping',
        (values) => (values['function_response_types'] = []),
      ),
  },
};

export const logsEnd: Rule = {
  name: 'Every log group has a retention, and every function a log group of ours',
  check(_environment, stack) {
    const groups = everyOfType(stack, 'aws_cloudwatch_log_group');
    const names = new Set(groups.map(({ values }) => text(values, 'name')));
    return [
      ...groups
        .filter(({ values }) => !(Number(values['retention_in_days']) > 0))
        .map(({ address }) => `${address} is kept for ever.`),
      ...lambdas(stack)
        .filter(({ values }) => !names.has(`/aws/lambda/${text(values, 'function_name')}`))
        .map(({ address }) => `${address} logs into a group that nobody made.`),
      ...everyOfType(stack, 'aws_api_gateway_stage')
        .filter(({ values }) => {
          const { rest_api_id: api, stage_name: stage } = values;
          return !names.has(`API-Gateway-Execution-Logs_${String(api)}/${String(stage)}`);
        })
        .map(({ address }) => `${address} logs into a group that API Gateway makes, and keeps for ever.`),
    ];
  },
  counterexamples: {
    'a log that is kept for ever': (spoiled) =>
      change(spoiled, 'aws_cloudwatch_log_group', (values) => (values['retention_in_days'] = 0)),
    'a function whose group Lambda makes by itself': (spoiled) =>
      drop(spoiled, 'aws_cloudwatch_log_group', ({ values }) =>
        text(values, 'name').startsWith('/aws/lambda/'),
      ),
  },
};
