/** Examples of doc comments and the README's programs, each with a call of what there is not: they must not compile any more. */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { compile } from '../../test/compile.ts';
import { repositoryRoot } from '../contract/root.ts';
import type { Mutant } from './mutant.ts';

interface Example {
  readonly name: string;
  readonly text: string;
}

const read = (file: string): string => readFileSync(path.join(repositoryRoot, file), 'utf8');

/** Found as `sdk/test/documentation.test.ts` finds them, which compiles them as they are. */
function examples(): Example[] {
  const files = (pattern: string): string[] => globSync(pattern, { cwd: repositoryRoot }).toSorted();
  return [
    ...files('sdk/src/**/*.ts').flatMap((file) =>
      [...read(file).matchAll(/@example\n[ *]*```ts\n([\s\S]*?)```/g)].map(([, block = ''], index) => ({
        name: `${file}, example ${index + 1}`,
        text: block.replaceAll(/^ *\* ?/gm, ''),
      })),
    ),
    ...files('sdk/snippets/*.ts').map((file) => ({ name: file, text: read(file) })),
  ];
}

/** A call or a property of something: what a rename in the SDK would leave behind. Comments and strings are not code. */
const memberUse = /(?<=[\w)\]]\??\.)[a-z]\w+(?=[^\n'"`]*(?:\n|$))/g;
/** What is imported from the SDK by its name. */
const imported = /(?<=import (?:type )?\{[^}]*)\b(?!type\b)[A-Za-z]\w+(?=[^}]*\} from '@northwind\/sdk)/g;

export function exampleMutants(): Mutant[] {
  const asTheyAre = examples();
  const changed = asTheyAre.flatMap(({ name, text }) =>
    [...text.matchAll(memberUse), ...text.matchAll(imported)]
      .filter(({ index }) => !/\/\/|^ *\*/.test(text.slice(text.lastIndexOf('\n', index) + 1, index)))
      .map((match): Example => ({
        name: `${name} uses ${match[0]} by another name`,
        text: `${text.slice(0, match.index)}${match[0]}Mutant${text.slice(match.index + match[0].length)}`,
      })),
  );
  // One program for all of them: the SDK's types are read once.
  let errors: ReadonlyMap<Example, string> | undefined;
  const told = (): ReadonlyMap<Example, string> => {
    errors ??= errorsOf([...asTheyAre, ...changed]);
    const alarm = asTheyAre.find((example) => errors?.has(example));
    if (alarm) throw new Error(`${alarm.name} does not compile as it is: ${errors.get(alarm)}`);
    return errors;
  };
  return changed.map((example) => ({
    kind: 'prose',
    name: example.name,
    dies: () => told().has(example),
  }));
}

function errorsOf(all: readonly Example[]): ReadonlyMap<Example, string> {
  const file = (index: number): string => `sdk/snippets/example-${index}.mts`;
  const files = all.map(({ text }, index) => [file(index), `${text}\nexport {};\n`]);
  return new Map(
    compile(Object.fromEntries(files) as Record<string, string>, 'sdk').flatMap((error) => {
      const example = all[Number(/example-(\d+)\.mts/.exec(error)?.[1])];
      return example ? [[example, error] as const] : [];
    }),
  );
}
