/** CHANGELOG.md as Keep a Changelog has it. */

export interface Unreleased {
  /** The text of each `### …` section below `## Unreleased`. */
  readonly sections: ReadonlyMap<string, string>;
}

export function readUnreleased(changelog: string): Unreleased {
  const [, after = ''] = changelog.split(/^## \[?Unreleased\]?.*$/m);
  const [own = ''] = after.split(/^## /m);
  const parts = own.split(/^### /m).slice(1);
  return {
    sections: new Map(
      parts.map((part) => {
        const end = part.indexOf('\n');
        return [part.slice(0, end).trim(), part.slice(end).trim()];
      }),
    ),
  };
}

/** Whether a section has a word: `listInvoices`, `Query.me`. */
export function mentions({ sections }: Unreleased, section: string, word: string): boolean {
  const text = sections.get(section) ?? '';
  return new RegExp(`(^|[^\\w.])${word.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}($|[^\\w])`, 'm').test(text);
}

/** Moves what is unreleased below a heading of its own, with `draft` at its end. */
export function releaseChangelog(changelog: string, heading: string, draft: string): string {
  const [before = '', after = ''] = changelog.split(/^## \[?Unreleased\]?.*\n/m);
  const next = after.search(/^## /m);
  const own = (next === -1 ? after : after.slice(0, next)).trim();
  const rest = next === -1 ? '' : after.slice(next);
  const parts = [before.trimEnd(), '## Unreleased', `## ${heading}`, own, draft.trim(), rest.trim()];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}
