/** Arguments that have to be as they are, with what is unsafe about any other value. */
import { blocks, ofType } from '../../plan.ts';
import type { JsonValue } from '../../plan.ts';
import { everywhere } from '../../rule.ts';
import type { Rule } from '../../rule.ts';
import { change, drop } from '../../spoil.ts';
import { dataRequirements } from './data.ts';
import { doorRequirements } from './doors.ts';
import { edgeRequirements } from './edge.ts';
import { firewallRequirements } from './firewalls.ts';
import { functionRequirements } from './functions.ts';
import { identityRequirements } from './identity.ts';
import { organizationRequirements } from './organization.ts';
import { isMet, valuesAt } from './requirement.ts';
import type { Requirement } from './requirement.ts';
import { watchRequirements } from './watch.ts';

export const requirements: readonly Requirement[] = [
  ...edgeRequirements,
  ...doorRequirements,
  ...firewallRequirements,
  ...functionRequirements,
  ...dataRequirements,
  ...identityRequirements,
  ...watchRequirements,
  ...organizationRequirements,
];

const shown = (value: JsonValue): string => {
  const written = typeof value === 'string' ? value : JSON.stringify(value);
  return written.length > 60 ? `${written.slice(0, 60)}…` : written;
};

export const argumentsAreSafe: Rule = {
  name: `The ${requirements.length} arguments on which safety hangs have safe values`,
  check(environment, stack) {
    return requirements.flatMap((requirement) => {
      if (environment === 'dev' && requirement.inDev === false) return [];
      const found = everywhere(stack, (plan) => ofType(plan, requirement.type)).filter(
        ({ values }) => requirement.where?.(values) ?? true,
      );
      // Production has all that there is; what is gone from it is not safe either.
      if (found.length === 0 && environment === 'prod')
        return [`Nothing has ${requirement.type}’s ${requirement.at}: ${requirement.or}.`];
      return found.flatMap(({ address, values }) =>
        valuesAt(values, requirement.at.split('.'))
          .filter((value) => !isMet(requirement, value))
          .map((value) => `${address}: ${requirement.at} is ${shown(value)}: ${requirement.or}.`),
      );
    });
  },
  counterexamples: {
    'a firewall rule that measures nothing': (spoiled) =>
      change(spoiled, 'aws_wafv2_web_acl', (values) => {
        for (const rule of blocks(values, 'rule')) Object.assign(rule, { visibility_config: [] });
      }),
    'a stage without traces': (spoiled) =>
      change(spoiled, 'aws_api_gateway_stage', (values) => (values['xray_tracing_enabled'] = false)),
    'bodies in the log': (spoiled) =>
      change(spoiled, 'aws_api_gateway_method_settings', (values) => {
        for (const settings of blocks(values, 'settings'))
          Object.assign(settings, { data_trace_enabled: true });
      }),
    'a pool that nobody protects': (spoiled) => drop(spoiled, 'aws_cognito_risk_configuration'),
  },
};
