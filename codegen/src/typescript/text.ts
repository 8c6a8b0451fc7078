/** Small pieces of TypeScript text: one way to write a comment, a literal and a name, so that every generated file reads alike. */

/** A TSDoc comment with the contract's own line breaks, or nothing. */
export function comment(text: string | null | undefined, indent = ''): string {
  const lines = (text ?? '').trim().replaceAll('*/', '*\\/').split('\n');
  if (lines.length === 1) return lines[0] ? `${indent}/** ${lines[0]} */\n` : '';
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}`.trimEnd()).join('\n')}\n${indent} */\n`;
}

/** A scalar as source text; a string in single quotes. */
export function scalar(value: string | number | boolean | null): string {
  if (typeof value !== 'string') return String(value);
  // JSON knows every escape that TypeScript does; only the quotes differ.
  return `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** A JSON value as source text: objects of up to 90 characters on one line, unless they stand outermost and `spread` says so. */
export function literal(value: unknown, { indent = '', spread = false } = {}): string {
  if (Array.isArray(value)) return `[${value.map((item) => literal(item, { indent })).join(', ')}]`;
  if (value === null || typeof value !== 'object') return scalar(value as string | number | boolean | null);
  const inner = `${indent}  `;
  const members = Object.entries(value).map(
    ([key, member]) => `${propertyKey(key)}: ${literal(member, { indent: inner })}`,
  );
  const short = `{ ${members.join(', ')} }`;
  if (!spread && short.length < 90) return short;
  return `{\n${members.map((member) => `${inner}${member},\n`).join('')}${indent}}`;
}

/** A property's name, quoted where TypeScript asks for it. */
export function propertyKey(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : scalar(name);
}

/** A template literal that evaluates to `text`. */
export function template(text: string): string {
  return `\`${text.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${')}\``;
}
