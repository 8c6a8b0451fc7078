/**
 * Names in prose: what a page, a description in a contract or a doc comment writes as code must be there in the code. Prose is compiled by
 * nobody, so a renamed field, option, route, scope or variable would stay in it for years.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Finding } from '../../contract/finding.ts';
import { repositoryRoot } from '../../contract/root.ts';
import { optionsIn, readCommands, wrongCommands, type Commands } from './commands.ts';

export interface Page {
  /** Relative to the repository root. */
  readonly file: string;
  readonly text: string;
}

/** What there is to be named. */
export interface Known {
  readonly words: ReadonlySet<string>;
  /** Of commands, without their dashes. */
  readonly options: ReadonlySet<string>;
  /** All code, for names of several parts. */
  readonly code: string;
  readonly commands: Commands;
}

/** Names that are others', with whose they are. */
export const foreign: Readonly<Record<string, string>> = {
  '--global': 'npm',
  '--follow-tags': 'git',
  AsyncStorage: 'React Native',
  AUTHORIZER: 'API Gateway',
  Link: 'HTTP',
  macOS: 'Apple',
  iOS: 'Apple',
  sessionStorage: 'browsers',
  nodejs_compat: 'Cloudflare',
  wrangler: 'Cloudflare',
  NORTHWIND_ENV: 'a variable that is told to be misspelt',
  '--test': 'Node.js',
  setupWorker: 'Mock Service Worker',
  nodeFetch: 'a name that the example gives',
  toElasticsearchQueryDSL: 'AppSync, said to be missing',
  DescribeUserPoolClient: 'Cognito',
  'start-message-move-task': 'the AWS CLI',
  'update-alias': 'the AWS CLI',
  'update-distribution': 'the AWS CLI',
  'restore-table-to-point-in-time': 'the AWS CLI',
  'receive-message': 'the AWS CLI',
  '--inverted': 'the AWS CLI',
  '--no-inverted': 'the AWS CLI',
};

/** Programs of others: their command lines are theirs. */
const otherPrograms =
  /^\s*(?:\$ )?(?:for .*; do |sudo |AWS_\w+=\S+ )*(?:adb|apt-get|aws|cd|curl|dig|docker|export|git|jq|npm (?:ci|create|i|init|install|pkg)|wrangler)\s/;

/** Whether a line of a shell is for a program that is not ours, also where it begins within a page's line. */
export const isOtherProgram = (line: string): boolean =>
  line.split('`').some((part) => otherPrograms.test(part));

/** What a reader puts own values for, identifiers as examples, and pages of AWS's API reference. */
const isSample =
  /^(?:your-[\w-]+|[a-z]{3}_01[0-9A-Z]{24}(?::\d+)?|sepa-\d+|user:password|API_[A-Z]\w+|health-[a-z]+-[a-z]+-\d)$/;

interface Name {
  readonly kind: 'word' | 'option' | 'name' | 'route';
  readonly text: string;
  readonly offset: number;
}

/** Patterns of the names in a piece of code; the kinds overlap, because a part of a name may be wrong too. */
const patterns: readonly (readonly [Name['kind'], RegExp])[] = [
  ['option', /(?<![\w-])--[a-z][\w-]*/g],
  ['route', /(?<![\w.}~*:$>"'@/-])\/[a-z{][\w{}/.-]*[\w}]/g],
  ['name', /(?<![\w$./-])[A-Za-z]\w*(?:[-:]\w+)+(?![\w*…])/g],
  // A scope, whole or without the resource server.
  ['name', /(?<![\w./-])(?:[a-z]\w*\/)?[a-z]\w*\.(?:read|write)(?![\w(.])/g],
  ['word', /(?<![\w$])[A-Za-z_]\w*(?!\w*…)/g],
];

/** What is a name wherever it stands: `payInvoice`, `DOOR_OPENED`, `picked_up`, `If-Match`. */
const bareNames: readonly (readonly [Name['kind'], RegExp])[] = [
  ['option', /(?<![\w-])--[a-z][\w-]*/g],
  ['name', /(?<![\w.])[A-Z][a-z]+(?:-[A-Z][A-Za-z]+)+(?![\w-])/g],
  // A function that a table is about.
  ['name', /(?<=^\| )[a-z]+(?:-[a-z]+)+(?= +\|)/gm],
  ['word', /(?<![\w$./#@-])(?:[a-z]+\d*[A-Z]\w*|[A-Za-z]+_\w+)/g],
];

interface Piece {
  readonly text: string;
  readonly offset: number;
  readonly kind: 'ours' | 'others' | 'prose';
}

/** Lines of a page, the code in them apart: fenced blocks and spans. Comments in code are left out. */
function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(/```[\s\S]*?```|`[^`\n]+`/g)) {
    pieces.push({ text: text.slice(end, match.index), offset: end, kind: 'prose' });
    end = match.index + match[0].length;
    let offset = match.index;
    let continued = false;
    for (const line of match[0].split('\n')) {
      const isOther: boolean = continued || isOtherProgram(line);
      continued = isOther && line.endsWith('\\');
      const code = line.replace(/(?<=^|\s)(?:#|\/\/)\s.*$/, '');
      if (!line.startsWith('```')) pieces.push({ text: code, offset, kind: isOther ? 'others' : 'ours' });
      offset += line.length + 1;
    }
  }
  return [...pieces, { text: text.slice(end), offset: end, kind: 'prose' }];
}

/** What there is to look up: in code all of it, in another program's line and between code what can only be a name. */
export function namesIn(text: string): Name[] {
  return piecesOf(text).flatMap((piece) =>
    (piece.kind === 'ours' ? patterns : bareNames)
      .flatMap(([kind, pattern]) =>
        [...piece.text.matchAll(pattern)].map((match) => ({
          kind,
          text: match[0],
          offset: piece.offset + match.index,
        })),
      )
      .filter(({ kind }) => kind !== 'option' || piece.kind !== 'others'),
  );
}

function isKnown({ kind, text }: Name, { words, options, code }: Known): boolean {
  if (text in foreign || text in globalThis || isSample.test(text)) return true;
  if (kind === 'option') return options.has(text.slice(2));
  if (kind === 'word') return words.has(text);
  return occurs(text, code) || existsSync(path.join(repositoryRoot, text));
}

/** Whole: `/invoices` is not in `/invoicesByDate`. */
function occurs(text: string, code: string): boolean {
  for (let at = code.indexOf(text); at >= 0; at = code.indexOf(text, at + 1))
    if (!/[\w-]/.test(code[at + text.length] ?? '')) return true;
  return false;
}

const remedies: Readonly<Record<Name['kind'], string>> = {
  word: 'is nowhere in the code',
  name: 'is nowhere in the code',
  option: 'is an option of no command here',
  route: 'is no path of the contract or of the code',
};

/** What pages name and the code does not have, or has for something else. */
export function unknownNames(pages: readonly Page[], known: Known): Finding[] {
  return pages.flatMap(({ file, text }) =>
    [
      ...namesIn(text)
        .filter((name) => !isKnown(name, known))
        .map((name) => ({ ...name, what: remedies[name.kind] })),
      ...wrongCommands(text, known.commands),
    ].map((name) => {
      const before = text.slice(0, name.offset).split('\n');
      return {
        file,
        line: before.length,
        column: (before.at(-1)?.length ?? 0) + 1,
        message: `${name.text} ${name.what}; correct the name, or say in codegen/src/gates/pages/names.ts whose it is`,
      };
    }),
  );
}

const isSource = /\.(?:[cm]?[jt]sx?|jsonc?|ya?ml|graphql|tf|tfvars|hcl|css|html|toml|svg|sh)$/;
/** What others lock, what is no longer, and codegen's tests, whose contracts are made up. */
const isElsewhere = /package-lock\.json$|^schema\/released\/|^codegen\/.*\.test\.ts$/;
const isTypeScript = /\.[cm]?[jt]sx?$/;

const trackedFiles = (): string[] =>
  execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: repositoryRoot,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  })
    .split('\n')
    .filter((file) => file !== '' && existsSync(path.join(repositoryRoot, file)));

const read = (file: string): string => readFileSync(path.join(repositoryRoot, file), 'utf8');

/** Without its prose: comments of code, and what descriptions write as code. */
function withoutProse(file: string, text: string): string {
  const code = isTypeScript.test(file)
    ? text.replaceAll(/\/\*[\s\S]*?\*\//g, ' ').replaceAll(/(?<=^|\s)\/\/.*$/gm, ' ')
    : text;
  const hasDescriptions = !isTypeScript.test(file) || file.includes('/generated/');
  return hasDescriptions ? code.replaceAll(/`[^`\n]*`/g, ' ') : code;
}

const blank = (text: string): string => text.replaceAll(/[^\n]/g, ' ');

/** Doc comments alone, each at its own place. Their examples are compiled (`sdk/test/documentation.test.ts`). */
const commentsOf = (text: string): string => {
  let end = 0;
  let comments = '';
  for (const match of text.matchAll(/\/\*\*[\s\S]*?\*\//g)) {
    comments += blank(text.slice(end, match.index)) + match[0].replaceAll(/```[\s\S]*?```/g, blank);
    end = match.index + match[0].length;
  }
  return comments;
};

/** What is said to readers: the pages, the contracts' descriptions, and the doc comments of the published packages. */
export function readPages(): Page[] {
  return trackedFiles().flatMap((file): Page[] => {
    if (/\/generated\/|^schema\/released\//.test(file)) return [];
    // A changelog speaks of what is gone, too.
    if (file.endsWith('.md')) return file === 'CHANGELOG.md' ? [] : [{ file, text: read(file) }];
    if (/^schema\/.*\.(?:yaml|graphql|json)$/.test(file)) return [{ file, text: read(file) }];
    const isPublished = /^sdk\/src\/.*\.ts$/.test(file) && !file.endsWith('.test.ts');
    return isPublished ? [{ file, text: commentsOf(read(file)) }] : [];
  });
}

/** Paths as a caller writes them, below the contract's base path. */
function publicPaths(): string[] {
  const manifest = JSON.parse(read('backend/src/generated/manifest.json')) as {
    readonly basePath: string;
    readonly operations: Readonly<Record<string, { readonly path: string }>>;
  };
  return Object.values(manifest.operations).map((operation) => `${manifest.basePath}${operation.path}`);
}

export function readKnown(): Known {
  const files = trackedFiles();
  const code = files
    .filter((file) => isSource.test(file) && !isElsewhere.test(file))
    .map((file) => withoutProse(file, read(file)));
  const all = [...code, ...files, ...publicPaths()].join('\n');
  return {
    words: new Set(all.match(/[A-Za-z_]\w*/g)),
    options: optionsIn(all),
    code: all,
    commands: readCommands(files, read),
  };
}
