/** Whether the contracts may stand as they are beside those of the last release. */
import type { OpenApiDocument } from '../../contract/openapi/document.ts';
import { mentions, type Unreleased } from './changelog.ts';
import type { ContractChange, ContractChanges } from './changes.ts';
import { major, raises } from './version.ts';

export interface Verdict {
  readonly allowed: boolean;
  /** What is said, each a line. */
  readonly lines: readonly string[];
}

/**
 * A breaking change needs the next major version **and** an entry of its own under `### Breaking`, so that the version alone does not
 * switch the gate off; wider access needs one under `### Security`.
 */
export function judge(
  { releasedVersion, version, breaking, access }: ContractChanges,
  servers: OpenApiDocument['servers'],
  unreleased: Unreleased,
): Verdict {
  const isMajor = major(version) > major(releasedVersion);
  const unannounced = breaking.filter(({ where }) => !isMajor || !mentions(unreleased, 'Breaking', where));
  const unseen = access.filter(({ where }) => !mentions(unreleased, 'Security', where));
  const basePath = new URL(servers[0]?.url ?? 'https://none').pathname;
  const problems = [
    ...(unannounced.length > 0 && !isMajor
      ? [
          `These break programs written against ${releasedVersion}. Change the contract compatibly (add beside, deprecate), or raise info.version to ${major(releasedVersion) + 1}.0.0.`,
        ]
      : []),
    ...(unannounced.length > 0 && isMajor
      ? [`CHANGELOG.md does not name these under "## Unreleased", "### Breaking": ${names(unannounced)}.`]
      : []),
    ...(unseen.length > 0
      ? [
          `More people may call these than before; name them in CHANGELOG.md under "## Unreleased", "### Security": ${names(unseen)}.`,
        ]
      : []),
    ...(version !== releasedVersion && !raises(releasedVersion, version)
      ? [`info.version ${version} is no next version after ${releasedVersion}; \`npm run release\` sets it.`]
      : []),
    ...(basePath === `/v${major(version)}`
      ? []
      : [`The base path ${basePath} must be /v${major(version)}, as info.version ${version} says.`]),
  ];
  return {
    allowed: problems.length === 0,
    lines: [
      ...breaking.map(({ where, what }) => `breaking  ${where}  ${what}`),
      ...access.map(({ where, what }) => `access    ${where}  ${what}`),
      ...problems,
    ],
  };
}

const names = (changes: readonly ContractChange[]): string =>
  [...new Set(changes.map(({ where }) => where))].join(', ');
