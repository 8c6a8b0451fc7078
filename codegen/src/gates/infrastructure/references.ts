/**
 * What Terraform reads of the generated manifests, followed through `local`s, loops and `each.value`: a file that is not there, a name
 * that the manifest does not have, a key that no resource is made for.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Finding } from '../../contract/finding.ts';
import { argumentsOf, blocksOf, find, lineAt, withoutComments, type Block } from './hcl.ts';

/** All values that an expression may have; undefined where it does not come from a manifest. */
type Values = readonly unknown[] | undefined;
type Scope = ReadonlyMap<string, Values>;

export interface HclFile {
  /** Relative to the repository root. */
  readonly file: string;
  readonly text: string;
}

/** `.name`, `["name"]`, `[any.thing]`, `[*]`. */
const step = /\.(\w[\w-]*|\*)|\["([^"$]*)"\]|\[[^[\]]*(?:\[[^[\]]*\][^[\]]*)*\]/;
const steps = `(?:${step.source.replaceAll(/\((?!\?)/g, '(?:')})*`;
const reference = new RegExp(`(?<![\\w.])([a-z]\\w*)(${steps})`, 'y');
const whole = new RegExp(`^([a-z]\\w*)(${steps})$`);

const membersOf = (value: unknown): unknown[] =>
  typeof value === 'object' && value !== null ? Object.values(value) : [];
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a loop that ends in `if trigger.kind == "schedule"` looks at; undefined where there is no such thing at present. */
function narrowed(values: Values, variable: string, body: string): Values {
  const [, name, attribute = '', literal] = /\bif (\w+)\.(\w+) == "([^"]*)"\s*$/.exec(body.trimEnd()) ?? [];
  if (name !== variable) return values;
  const kept = values?.filter((value) => isObject(value) && value[attribute] === literal);
  return kept?.length === 0 ? undefined : kept;
}

/** One layer or module: a folder of files that share their names. */
export class Folder {
  readonly #files: readonly HclFile[];
  readonly #root: string;
  readonly #locals = new Map<string, string>();
  readonly #values = new Map<string, Values>();
  /** `module.function` → the keys it is made for. */
  readonly #keys = new Map<string, ReadonlySet<string>>();
  readonly #findings: Finding[] = [];

  constructor(files: readonly HclFile[], root: string) {
    this.#root = root;
    this.#files = files.map(({ file, text }) => ({ file, text: withoutComments(text) }));
    for (const { text } of this.#files) {
      for (const block of blocksOf(text).filter(({ labels }) => labels[0] === 'locals')) {
        for (const [name, value] of argumentsOf(text, block)) this.#locals.set(name, value);
      }
    }
  }

  findings(): readonly Finding[] {
    for (const { text } of this.#files) {
      for (const block of blocksOf(text)) this.#readKeys(text, block);
    }
    for (const file of this.#files) {
      this.#checkFiles(file);
      for (const block of blocksOf(file.text)) {
        const each = this.#members(argumentsOf(file.text, block).get('for_each'));
        this.#check(
          file,
          block.start,
          block.end,
          new Map([['each', each?.map((value) => ({ key: '', value }))]]),
        );
      }
    }
    return this.#findings;
  }

  #readKeys(text: string, block: Block): void {
    const [kind, ...labels] = block.labels;
    if (kind !== 'module' && kind !== 'resource') return;
    const objects = this.#evaluate(argumentsOf(text, block).get('for_each') ?? '');
    if (!objects?.every(isObject)) return;
    const name = kind === 'module' ? ['module', ...labels] : labels;
    this.#keys.set(name.join('.'), new Set(objects.flatMap((object) => Object.keys(object))));
  }

  /** The values of `each.value`; undefined where they are not known. */
  #members(forEach: string | undefined): Values {
    const values = forEach === undefined ? undefined : this.#evaluate(forEach);
    return values?.flatMap(membersOf);
  }

  #local(name: string): Values {
    if (!this.#values.has(name)) {
      this.#values.set(name, undefined);
      this.#values.set(name, this.#evaluate(this.#locals.get(name) ?? ''));
    }
    return this.#values.get(name);
  }

  /** A string whose parts are all known: `"${path.module}/x"` → the path relative to the repository. */
  #string(text: string): string | undefined {
    let isKnown = true;
    const value = text.slice(1, -1).replaceAll(/\$\{([^}]*)\}/g, (_, inner: string) => {
      const local = this.#locals.get(/^local\.(\w+)$/.exec(inner)?.[1] ?? '');
      const known =
        inner === 'path.module'
          ? path.dirname(this.#files[0]?.file ?? '')
          : local?.startsWith('"')
            ? this.#string(local)
            : undefined;
      if (known === undefined) isKnown = false;
      return known ?? '';
    });
    return isKnown ? path.posix.normalize(value) : undefined;
  }

  #evaluate(expression: string, scope: Scope = new Map()): Values {
    const json = /^jsondecode\(file\(("[^"]*")\)\)$/.exec(expression)?.[1];
    if (json !== undefined) {
      const file = this.#string(json);
      if (file === undefined || !existsSync(path.join(this.#root, file))) return undefined;
      return [JSON.parse(readFileSync(path.join(this.#root, file), 'utf8'))];
    }
    const [, name, rest = ''] = whole.exec(expression) ?? [];
    return name === undefined ? undefined : this.#follow(name, rest, scope).values;
  }

  /** @returns the values at the reference's end, or the first step that leads nowhere. */
  #follow(name: string, rest: string, scope: Scope): { values?: Values; lost?: string; among?: string[] } {
    let names: readonly string[] = rest.match(new RegExp(step.source, 'g')) ?? [];
    let values: Values = scope.get(name);
    if (name === 'local' && !scope.has(name)) {
      values = this.#local((names[0] ?? '').slice(1));
      names = names.slice(1);
    }
    for (const text of names) {
      if (values === undefined) return {};
      const [, attribute, key] = step.exec(text) ?? [];
      const own = attribute ?? key;
      if (own === undefined || own === '*' || /^\d+$/.test(own)) {
        values = values.flatMap(membersOf);
        continue;
      }
      const objects = values.filter(isObject);
      const found: unknown[] = objects.filter((object) => own in object).map((object) => object[own]);
      if (objects.length > 0 && found.length === 0)
        return { lost: own, among: [...new Set(objects.flatMap((object) => Object.keys(object)))] };
      values = objects.length === 0 ? undefined : found;
    }
    return { values };
  }

  /** Looks at the references between two places, and within loops with the loop's own variables. */
  #check(file: HclFile, start: number, end: number, scope: Scope): void {
    const { text } = file;
    const loop = /\bfor\s+(\w+)(?:\s*,\s*(\w+))?\s+in\s+/g;
    loop.lastIndex = start;
    const match = loop.exec(text);
    if (match === null || match.index >= end) {
      this.#checkReferences(file, start, end, scope);
      return;
    }
    const source = match.index + match[0].length;
    const colon = find(text, source, /:/);
    const close = Math.min(find(text, colon + 1, /(?!)/), end);
    this.#checkReferences(file, start, match.index, scope);
    this.#check(file, source, colon, scope);
    const [first = '', second] = match.slice(1);
    const variable = second ?? first;
    const values = this.#evaluate(text.slice(source, colon).trim(), scope)?.flatMap(membersOf);
    const inner = new Map(scope).set(variable, narrowed(values, variable, text.slice(colon, close)));
    if (second !== undefined) inner.set(first, undefined);
    this.#check(file, colon + 1, close, inner);
    this.#check(file, close, end, scope);
  }

  #checkReferences({ file, text }: HclFile, start: number, end: number, scope: Scope): void {
    const part = text.slice(start, end);
    // From name to name, and not from reference to reference: an index may hold another one.
    for (const { index } of part.matchAll(/(?<![\w.])[a-z]\w*/g)) {
      reference.lastIndex = index;
      const match = reference.exec(part);
      if (match === null) continue;
      const [all, name = '', rest = ''] = match;
      const line = (): number => lineAt(text, start + index);
      const { lost, among = [] } = this.#follow(name, rest, scope);
      if (lost !== undefined) {
        this.#findings.push({
          file,
          line: line(),
          message: `${all}: the generated manifest has no ${lost} there, only ${among.join(', ')}; name one of them.`,
        });
      }
      const [, resource = '', key = ''] = /^(\w+\.\w+)\["([^"$]*)"\]/.exec(all) ?? [];
      const keys = this.#keys.get(resource);
      if (keys !== undefined && !keys.has(key)) {
        const message = `${resource} is made for ${[...keys].join(', ')}, and not for ${key}; name one of them.`;
        this.#findings.push({ file, line: line(), message });
      }
    }
  }

  #checkFiles({ file, text }: HclFile): void {
    for (const match of text.matchAll(/\b(?:file|templatefile|filesha256)\((\s*)/g)) {
      const start = match.index + match[0].length;
      const written = text.slice(start, find(text, start, /,/)).trim();
      const name = /^local\.(\w+)$/.exec(written)?.[1];
      const literal = name === undefined ? written : (this.#locals.get(name) ?? '');
      if (!/^"[^"]*"$/.test(literal)) continue;
      const target = this.#string(literal);
      // What is built is not there before it is built.
      if (target === undefined || /(^|\/)dist\//.test(target)) continue;
      if (!existsSync(path.join(this.#root, target))) {
        const message = `reads ${target}, which does not exist; \`npm run codegen\` writes what is generated.`;
        this.#findings.push({ file, line: lineAt(text, match.index), message });
      }
    }
  }
}
