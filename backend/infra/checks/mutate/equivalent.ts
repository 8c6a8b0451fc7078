/** Mutants that no rule has to see, with the reason: what they change is taste, price within a bound, or text for people. */
import type { Mutant } from './mutants.ts';

export const equivalents: readonly {
  readonly what: RegExp;
  readonly block?: RegExp;
  readonly reason: string;
}[] = [
  { what: /\b(description|comment|alarm_description|label|scope_description)\b/, reason: 'Text for people.' },
  {
    what: /\b(sid|rule_name|set_identifier|statement_id|policy_name|id) is "other"/,
    reason: 'A label that nothing refers to.',
  },
  { what: /\bsid is removed/, reason: 'A statement without a name means the same.' },
  {
    what: /^effect is removed/,
    reason: 'Terraform refuses or means Allow, which is what the other statements say.',
  },
  { what: /\btags\b/, reason: 'Tags are held to by the organization’s tag policy.' },
  {
    what: /\b(retention_in_days|log_retention_days|memory_size|price_class|precedence)\b/,
    reason: 'How much, within what the rules on logs and cost allow.',
  },
  { what: /^lifecycle\b/, reason: 'About Terraform’s own order of work; the releases hold to it.' },
  {
    what: /^name is removed/,
    block: /^aws_iam_role_policy\b/,
    reason: 'The provider makes a unique name, which nothing refers to.',
  },
  {
    what: /^recovery_window_in_days is (removed|ten times)/,
    reason: 'Secrets Manager keeps a deleted secret for 30 days then, or refuses more.',
  },
  {
    what: /./,
    block: /^data[.]terraform_remote_state[.]/,
    reason:
      'Offline a local state is read in its place; `infra:check` takes its key from the configuration, and a wrong one finds nothing.',
  },
  {
    what: /^statement_id is removed/,
    reason: 'The provider makes a unique one, which nothing refers to.',
  },
  {
    what: /^rule[.]filter is removed/,
    reason: 'Without a filter a rule is for the whole bucket, as with an empty one.',
  },
  { what: /text_transformation[.]priority/, reason: 'There is one transformation, whatever its place.' },
  {
    what: /^name is "other"/,
    block: /^aws_config_/,
    reason: 'A label: there is one recorder and one channel in a Region.',
  },
  { what: /max_age_seconds/, reason: 'How long a browser remembers that it may upload.' },
  { what: /^(version|architectures) lacks/, reason: 'One element is all there is.' },
];

export const isEquivalent = ({ what, block }: Mutant): boolean =>
  equivalents.some((entry) => entry.what.test(what) && (entry.block?.test(block) ?? true));
