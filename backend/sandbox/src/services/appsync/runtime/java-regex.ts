/**
 * APPSYNC_JS has no RegExp: `util.matches` and the string methods take Java patterns as strings
 * (AWS AppSync Developer Guide, "Supported runtime features"). This translates the syntax that differs from JavaScript's.
 */
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
 * @throws SyntaxError when JavaScript has no equivalent for the pattern
 */
export function javaPattern(pattern: string, flags = ''): RegExp {
  const { body, inlineFlags } = translate(pattern);
  return new RegExp(body, flags + inlineFlags);
}

/** Does the pattern match the whole text? `Pattern.matches` of Java. */
export function javaMatches(pattern: string, text: string): boolean {
  const { body, inlineFlags } = translate(pattern);
  return new RegExp(`^(?:${body})$`, inlineFlags).test(text);
}

function translate(pattern: string): { readonly body: string; readonly inlineFlags: string } {
  const [leading = '', inlineFlags = ''] = /^\(\?([ims]+)\)/.exec(pattern) ?? [];
  let body = '';
  let inClass = false;
  for (let index = leading.length; index < pattern.length; index += 1) {
    const character = pattern.charAt(index);
    if (character === '\\') {
      const escape = translateEscape(pattern.slice(index), inClass);
      body += escape.text;
      index += escape.length - 1;
      continue;
    }
    if (character === '[') inClass = true;
    else if (character === ']') inClass = false;
    body += character;
    // A possessive quantifier (`*+`) differs from a greedy one only in speed and in rare failures to backtrack.
    if (!inClass && pattern.charAt(index + 1) === '+' && /[^(\\][*+?]$|\{\d+(?:,\d*)?\}$/.test(body))
      index += 1;
  }
  return { body, inlineFlags };
}

/** @param rest begins with the backslash */
function translateEscape(rest: string, inClass: boolean): { readonly text: string; readonly length: number } {
  const property = /^\\p\{(\w+)\}/.exec(rest);
  const range = property === null ? undefined : posixClasses[property[1] ?? ''];
  if (property !== null && range !== undefined)
    return { text: inClass ? range : `[${range}]`, length: property[0].length };
  switch (rest.charAt(1)) {
    case 'Q': {
      const [quoted = '', literal = ''] = /^\\Q([\s\S]*?)(?:\\E|$)/.exec(rest) ?? [];
      return { text: literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), length: quoted.length };
    }
    case 'A':
      return { text: '^', length: 2 };
    case 'z':
    case 'Z':
      return { text: '$', length: 2 };
    case 'h':
      return { text: inClass ? ' \\t' : '[ \\t]', length: 2 };
    default:
      return { text: rest.slice(0, 2), length: 2 };
  }
}
