/** Reads curl's command line, as far as the README uses it. */
export interface CurlLine {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string | undefined;
}

/** The curl lines of a document, `$NAME` in them replaced. */
export function curlLines(document: string, variables: Readonly<Record<string, string>>): CurlLine[] {
  const lines = document.replaceAll(/\\\n\s*/g, '').match(/^curl .*\$CONTROL.*$/gm) ?? [];
  return lines.map((line) => {
    // What stands in single quotes the shell leaves alone.
    const words = [...line.matchAll(/'([^']*)'|"((?:\\.|[^"\\])*)"|(\S+)/g)].map(
      ([, single, double, bare = '']) => single ?? filled(double?.replaceAll('\\"', '"') ?? bare, variables),
    );
    const after = (option: string) => words.filter((_, index) => words[index - 1] === option);
    const [body] = after('-d');
    const headers = after('-H').map((header) => header.split(/: */, 2) as [string, string]);
    return {
      method: after('-X')[0] ?? (body === undefined ? 'GET' : 'POST'),
      url: words.find((word) => word.startsWith('http')) ?? '',
      headers: Object.fromEntries(headers),
      body,
    };
  });
}

const filled = (text: string, variables: Readonly<Record<string, string>>): string =>
  text.replaceAll(/\$(\w+)/g, (_, name: string) => {
    const value = variables[name];
    if (value === undefined) throw new Error(`the README uses $${name}, which the test does not know`);
    return value;
  });
