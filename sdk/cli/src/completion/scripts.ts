import type { Completions } from './tree.ts';

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/** Patterns of `<where one is> <the next word>` after which one is one command further. */
const steps = (tree: readonly Completions[]): string[] =>
  tree.filter(({ at }) => at !== '').map(({ at }) => (at.includes(' ') ? at : ` ${at}`));

const quoted = (texts: readonly string[]): string[] => texts.map((text) => `'${text}'`);

export function completionScript(shell: Shell, tree: readonly Completions[]): string {
  return { bash, zsh, fish }[shell](tree);
}

function bash(tree: readonly Completions[]): string {
  const values = tree.flatMap(({ at, flags }) =>
    flags
      .filter(({ choices }) => choices.length > 0)
      .map(({ word, choices }) => `    '${at} ${word}') words='${choices.join(' ')}' ;;`),
  );
  const words = tree.map(({ at, commands, flags }) => {
    const all = [...commands, ...flags].map(({ word }) => word);
    return `      '${at}') words='${all.join(' ')}' ;;`;
  });
  return `# bash completion of northwind: eval "$(northwind completion bash)"
_northwind() {
  local at='' words='' word current="\${COMP_WORDS[COMP_CWORD]}"
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$at $word" in
      ${quoted(steps(tree)).join('|')}) at="\${at:+$at }$word" ;;
    esac
  done
  case "$at \${COMP_WORDS[COMP_CWORD-1]}" in
${values.join('\n')}
    *) case "$at" in
${words.join('\n')}
    esac ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _northwind northwind
`;
}

function zsh(tree: readonly Completions[]): string {
  const values = tree.flatMap(({ at, flags }) =>
    flags
      .filter(({ choices }) => choices.length > 0)
      .map(({ word, choices }) => `    '${at} ${word}') compadd -- ${choices.join(' ')}; return ;;`),
  );
  const candidates = tree.map(({ at, commands, flags }) => {
    const all = [...commands, ...flags].map(({ word, description }) => `${word}:${description}`);
    return `    '${at}') candidates=(${quoted(all).join(' ')}) ;;`;
  });
  return `#compdef northwind
# zsh completion of northwind: eval "$(northwind completion zsh)", behind compinit
_northwind() {
  local at='' word
  local -a candidates
  for word in \${words[2,CURRENT-1]}; do
    case "$at $word" in
      ${quoted(steps(tree)).join('|')}) at="\${at:+$at }$word" ;;
    esac
  done
  case "$at \${words[CURRENT-1]}" in
${values.join('\n')}
  esac
  case "$at" in
${candidates.join('\n')}
  esac
  _describe 'northwind' candidates || _files
}
# From a folder of fpath this file is itself the body of the function, when it is called first.
if [[ "$funcstack[1]" == _northwind ]]; then _northwind "$@"; else compdef _northwind northwind; fi
`;
}

function fish(tree: readonly Completions[]): string {
  const lines = tree.flatMap(({ at, commands, flags }) => {
    const head = `complete -c northwind -n '__northwind_at "${at}"'`;
    return [
      ...commands.map(({ word, description }) => `${head} -f -a '${word}' -d '${description}'`),
      ...flags.map(({ word, description, choices, takesValue }) => {
        const value = choices.length > 0 ? ` -x -a '${choices.join(' ')}'` : takesValue ? ' -r' : '';
        return `${head} -l '${word.slice(2)}'${value} -d '${description}'`;
      }),
    ];
  });
  return `# fish completion of northwind: northwind completion fish | source
function __northwind_at
  set -l at ''
  for word in (commandline -opc)[2..]
    switch "$at $word"
      case ${quoted(steps(tree)).join(' ')}
        set at (string trim "$at $word")
    end
  end
  test "$at" = "$argv[1]"
end
${lines.join('\n')}
`;
}
