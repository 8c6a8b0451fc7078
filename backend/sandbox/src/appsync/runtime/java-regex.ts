/**
 * APPSYNC_JS has no RegExp: `util.matches` and the string methods take Java patterns as strings
 * (AWS AppSync Developer Guide, "Supported runtime features"). This translates the syntax that differs from JavaScript's.
 */
const possessive = /((?:^|[^\\])[*+?}])\+/g;
const posixClasses: Readonly<Record<string, string>> = {
  Lower: 'a-z',
  Upper: 'A-Z',
  Alpha: 'A-Za-z',
  Digit: '0-9',
  Alnum: 'A-Za-z0-9',
  Punct: '!-\\/:-@\\[-`{-~',
  Space: '\\s',
  XDigit: '0-9A-Fa-f',
  ASCII: '\\x00-\\x7F',
};

/**
 * @param pattern a pattern in the syntax of java.util.regex.Pattern
 * @throws Error when JavaScript has no equivalent for the pattern
 */
export function javaPattern(pattern: string, flags = ''): RegExp {
  const withFlags = /^\(\?([ims]+)\)/.exec(pattern);
  const body = (withFlags ? pattern.slice(withFlags[0].length) : pattern)
    .replace(/\\A/g, '^')
    .replace(/\\[zZ]/g, '$')
    .replace(/\\h/g, '[ \\t]')
    .replace(/\\Q([\s\S]*?)\\E/g, (_, literal: string) => literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .replace(possessive, '$1')
    .replace(/(\[[^\]]*)?\\p\{(\w+)\}/g, (whole, open: string | undefined, name: string) => {
      const range = posixClasses[name];
      if (range === undefined) return whole;
      return open === undefined ? `[${range}]` : `${open}${range}`;
    });
  return new RegExp(
    body,
    [...new Set(`${flags}${withFlags?.[1] ?? ''}${/\\p\{/.test(body) ? 'u' : ''}`)].join(''),
  );
}
