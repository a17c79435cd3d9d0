/**
 * The shell scripts that hooks are made of. POSIX only: dash, busybox and the sh of Git for Windows run them, with
 * whatever of `set -eu` the script around them has on.
 */

import { ANSWERS, ANSWERS_FUNCTION, LAYOUT } from './questions.ts';

export const HOOK_NAMES = [
  'prepare-commit-msg',
  'commit-msg',
  'post-commit',
  'post-applypatch',
  'post-rewrite',
  'pre-push',
] as const;
export type HookName = (typeof HOOK_NAMES)[number];

export const isOurs = (name: string): name is HookName => (HOOK_NAMES as readonly string[]).includes(name);

/** All hooks that git runs, githooks(5), whose absence is the same as one that does nothing. */
export const COMMON_HOOKS: readonly string[] = [
  'applypatch-msg',
  'pre-applypatch',
  'post-applypatch',
  'pre-commit',
  'pre-merge-commit',
  'prepare-commit-msg',
  'commit-msg',
  'post-commit',
  'pre-rebase',
  'post-checkout',
  'post-merge',
  'pre-push',
  'pre-receive',
  'update',
  'post-receive',
  'post-update',
  'pre-auto-gc',
  'post-rewrite',
  'sendemail-validate',
  'p4-changelist',
  'p4-prepare-changelist',
  'p4-post-changelist',
  'p4-pre-submit',
];

/** These change what git does, or how fast, by merely being there. */
export const HOOKS_THAT_MATTER_BY_PRESENCE: readonly string[] = [
  'push-to-checkout',
  'proc-receive',
  'reference-transaction',
  'post-index-change',
  'fsmonitor-watchman',
];

/** Folder of ours below the common git folder. */
export const FOLDER = 'lastmile';
export const LAUNCHER = 'run';

/** Stands for the commit in a note that was made ready before there was one. */
export const NOTE_COMMIT = '@commit@';

export interface Runtime {
  /** absolute path of a Node, or of an editor that is one when told so */
  readonly executable: string;
  /** absolute path of the command line's script */
  readonly cli: string;
}

export const quotedForShell = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** As git and its shell write paths on every system. */
export const slashed = (file: string): string =>
  process.platform === 'win32' ? file.replaceAll('\\', '/') : file;

/**
 * The script that every hook reads, with the arguments `hook NAME ARGUMENTS`, as the last thing it does. It starts nothing
 * where there is nothing to do:
 * - `commit-msg`, when `prepare-commit-msg` has left nothing for it, unless `git gui` calls, where people stage after it;
 * - while a rebase picks commits as they are: what there is to do for them is done once, when it is through. A pick that
 *   stopped, for a conflict say, is another thing, and so are squashes and rewords;
 * - after commits of a rebase, but for those that its `exec` lines make: git does not list them in the end;
 * - after a commit whose note `prepare-commit-msg` has left ready but for the name of the commit, which git then adds,
 *   unless another program has annotated the commit already;
 * - after an amend, unless git is told to copy notes then: it appends the one of the replaced commit to ours;
 * - for a patch that is part of a rebase, which is looked at as a whole when it is through;
 * - a push to a remote with which no notes are shared.
 * Nothing is said when the program is gone.
 */
export function launcherScript({ executable, cli }: Runtime): string {
  return `#!/bin/sh
# Runs Lastmile for the git hooks of this repository. Lastmile keeps this file up to date.
runtime=${quotedForShell(slashed(executable))}
cli=${quotedForShell(slashed(cli))}

dir=\${GIT_DIR:-.git}
[ -d "$dir" ] || dir=$(git rev-parse --git-dir 2>/dev/null) || exit 0
rebase=$dir/rebase-merge
note=$dir/${FOLDER}/note
case "$1 $2" in
'hook commit-msg')
  [ -e "$dir/${FOLDER}/pending" ] || case $3 in
  *GITGUI_EDITMSG) ;;
  *) exit 0 ;;
  esac
  ;;
'hook prepare-commit-msg')
  [ ! -s "$note" ] || rm -f "$note"
  # Git leaves \`author-script\` while a commit is its own doing, and not to an \`exec\` line or to whoever is at a break;
  # \`current-fixups\` while it folds. To read the last line of \`done\` would start a process for every commit.
  if [ "\${4-} \${GIT_EDITOR-}" = 'message :' ] && [ -e "$rebase/author-script" ] &&
    [ ! -e "$rebase/current-fixups" ] && [ ! -e "$rebase/stopped-sha" ] && [ ! -e "$dir/MERGE_HEAD" ]; then
    exit 0
  fi
  ;;
'hook post-commit')
  if [ ! -e "$dir/${FOLDER}/pending" ]; then
    [ -s "$note" ] || exit 0
    [ ! -d "$rebase" ] || case $(tail -n 1 "$rebase/done" 2>/dev/null) in
    '' | exec\\ * | x\\ *) ;;
    *) exit 0 ;;
    esac
    # Where a branch is a file, as the one that has just moved is as a rule, its commit is read without git.
    commit=
    read -r kind ref <"$dir/HEAD" 2>/dev/null || :
    [ "\${kind-}" != ref: ] || [ ! -f "$dir/$ref" ] || read -r commit <"$dir/$ref" || :
    case $commit in
    '' | *[!0-9a-f]*) commit=$(git rev-parse HEAD) || exit 0 ;;
    esac
    if sed 's/"base_commit_sha": "${NOTE_COMMIT}"/"base_commit_sha": "'"$commit"'"/' "$note" |
      git notes --ref=ai add --file=- "$commit" >/dev/null 2>&1; then
      { true >"$note"; } 2>/dev/null || rm -f "$note"
      exit 0
    fi
  fi
  ;;
'hook post-applypatch')
  [ ! -e "$dir/rebase-apply/rebasing" ] || exit 0
  ;;
'hook post-rewrite')
  [ "$3" = rebase ] || {
    [ "$3" = amend ] && [ ! -d "$rebase" ] || exit 0
    [ -n "\${GIT_NOTES_REWRITE_REF-}" ] || git config --get notes.rewriteRef >/dev/null 2>&1 || exit 0
  }
  ;;
'hook pre-push')
  [ "$(git config --local --get "remote.$3.lastmileShare" 2>/dev/null)" = true ] || exit 0
  ;;
esac
[ -f "$cli" ] || exit 0
unset NODE_OPTIONS
# Compiling the program anew would cost every commit as much as starting the runtime does.
if [ -n "\${XDG_CACHE_HOME-}\${HOME-}" ]; then
  NODE_COMPILE_CACHE=\${XDG_CACHE_HOME:-$HOME/.cache}/lastmile
  export NODE_COMPILE_CACHE
fi
if [ -x "$runtime" ]; then
  ELECTRON_RUN_AS_NODE=1
  export ELECTRON_RUN_AS_NODE
else
  # What this was installed with is gone. Another one will do, unless it is too old to read the program.
  runtime=node
  node -e 'process.exit(+(parseInt(process.versions.node) < 22))' >/dev/null 2>&1 || exit 0
fi
set -- "$runtime" --disable-warning=ExperimentalWarning "$cli" "$@"
if [ "$5" != prepare-commit-msg ]; then
  "$@" || :
  exit 0
fi
# What it is going to ask, git answers while the runtime starts. Nobody waits for a git that does not answer.
${ANSWERS_FUNCTION}
${ANSWERS}=${LAYOUT}
export ${ANSWERS}
(answers </dev/null 2>/dev/null &) | "$@"
exit 0
`;
}

const ASSIGNMENT = /^(runtime|cli)='((?:[^']|'\\'')*)'$/gm;

/** What a launcher was written with; null if it is none. */
export function readLauncher(script: string): Runtime | null {
  const values = new Map(
    [...script.matchAll(ASSIGNMENT)].map(([, name, value]) => [name, value!.replaceAll("'\\''", "'")]),
  );
  const executable = values.get('runtime');
  const cli = values.get('cli');
  return executable === undefined || cli === undefined ? null : { executable, cli };
}

/** Git has something to say to these on standard input. It is read once, for the user's hook and for ours. */
export const isReading = (name: HookName): boolean => name === 'post-rewrite';

/**
 * Runs the user's hook, which decides, and then ours.
 * @param theirs a command, with its arguments
 */
export function bothParts(name: HookName, theirs: string): string[] {
  if (!isReading(name)) return [`${theirs} || exit`, ...ourPart(name, ' </dev/null')];
  // Without the dot, line breaks at the end would be lost.
  const feed = `printf '%s' "\${input%.}" 2>/dev/null |`;
  return ['input=$(cat && echo .)', `${feed} ${theirs} || exit`, ...ourPart(name, '', `${feed} `)];
}

/**
 * Runs our part of a hook and may end the script, so it is the last thing there; the script succeeds whatever happens.
 * Hooks run at the root of the work tree, so the launcher is found without asking git, except in linked work trees and
 * submodules. No process is started for it, not even a subshell: a rebase runs this for each commit.
 */
export function ourPart(name: HookName, redirection = '', feed = ''): string[] {
  return [
    `run=\${GIT_DIR:-.git}/${FOLDER}/${LAUNCHER}`,
    `[ -x "$run" ] || run=$(git rev-parse --git-common-dir 2>/dev/null)/${FOLDER}/${LAUNCHER} || :`,
    `[ ! -x "$run" ] || ${feed}{ trap 'exit 0' EXIT; set -- hook ${name} "$@"; . "$run"; }${redirection} || :`,
  ];
}

/** For `hook.<name>.command`; git appends `"$@"`. */
export const configuredCommand = (name: HookName): string =>
  `lastmile() { ${ourPart(name).join('; ')}; }; lastmile`;

/**
 * A script that stands for a hook in another folder.
 * @param folder as `core.hooksPath` has it; null is the one in the git folder
 */
export function dispatcherScript(name: string, folder: string | null): string {
  // Seen from our folder in the git folder; both move along with the repository.
  const word = folder === null ? `"\${0%/*}"/../../hooks` : quotedForShell(slashed(folder));
  const head = ['#!/bin/sh', '# Written by Lastmile.', `hook=${word}/${name}`];
  const isThere = '[ -f "$hook" ] && [ -x "$hook" ]';
  const body = isOurs(name)
    ? [
        '# The hook of this name comes first, and decides; then Lastmile.',
        `${isThere} || hook=:`,
        ...bothParts(name, '"$hook" "$@"'),
        'exit 0',
      ]
    : [`if ${isThere}; then exec "$hook" "$@"; fi`, 'exit 0'];
  return `${[...head, ...body].join('\n')}\n`;
}
