/** What was warned about: once is enough for a program. */
const warned = new Set<string>();

/** Says on the console what a response's headers announce. */
export function warn(operation: string, headers: Headers, replacedBy?: string): void {
  warnIfDeprecated(operation, headers, replacedBy);
  warnIfSecretIsDue(headers.get('client-secret-rotate-by'));
}

function warnIfSecretIsDue(rotateBy: string | null): void {
  const day = dayOf(Date.parse(rotateBy ?? ''));
  if (!day || warned.has(day)) return;
  warned.add(day);
  console.warn(
    `[northwind] The client secret should be replaced by ${day}; \`northwind.clientSecrets.rotate\` does it. It works on after that.`,
  );
}

/**
 * Writes one warning for an operation whose responses say that it is deprecated (RFC 9745) or will be switched off (RFC 8594).
 *
 * @param replacedBy - the method to use instead; default the `successor-version` of the `Link` header.
 */
function warnIfDeprecated(operation: string, headers: Headers, replacedBy?: string): void {
  const deprecation = headers.get('deprecation');
  const sunset = headers.get('sunset');
  if ((!deprecation && !sunset) || warned.has(operation)) return;
  warned.add(operation);
  // A structured date, `@1688169599`; drafts of the RFC had an HTTP date or `true`.
  const seconds = /^@(\d{1,12})$/.exec(deprecation ?? '')?.[1];
  const since = dayOf(seconds ? Number(seconds) * 1000 : Date.parse(deprecation ?? ''));
  const until = dayOf(Date.parse(sunset ?? ''));
  const successor =
    replacedBy ?? /<([^<>]*)>\s*;\s*rel="?successor-version"?/.exec(headers.get('link') ?? '')?.[1];
  console.warn(
    `[northwind] ${operation} is deprecated${since && ` since ${since}`}${until && ` and will stop working on ${until}`}` +
      `${successor ? `; use ${successor} instead` : ''}.`,
  );
}

function dayOf(milliseconds: number): string {
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().slice(0, 10);
}
