/**
 * Our part of a hook file, as a block of lines after the first. It runs the same file once more with a variable set, so
 * that what else is in there runs first, as if the block were not there, and decides. Taking the block out gives back
 * the file byte for byte. Contents are latin1, which keeps every byte.
 */

import { bothParts, type HookName, isReading, ourPart } from './scripts.ts';

/**
 * `beside`: the rest of the file runs first; `created`: the file is ours, and goes with the block; otherwise the file's
 * mode (octal) from before: git ignored it because it was not executable, so the rest must not run now.
 */
export type BlockKind = 'beside' | 'created' | `${number}`;

const VARIABLE = 'LASTMILE_HOOK';
const BEGIN = /^# >>> lastmile \((beside|created|[0-7]+)\) >>>$/m;
const END = '# <<< lastmile <<<';
const SHEBANG = '#!/bin/sh\n';

export const createdFile = (name: HookName): string => withBlock(SHEBANG, name, 'created');

export function withBlock(content: string, name: HookName, kind: BlockKind): string {
  const block = blockOf(name, kind).join('\n');
  if (!content.startsWith('#!')) return `${block}\n${content}`;
  const end = content.indexOf('\n') + 1;
  // A first line without an end gets one, and the block has none instead.
  return end === 0 ? `${content}\n${block}` : `${content.slice(0, end)}${block}\n${content.slice(end)}`;
}

export interface FoundBlock {
  readonly kind: BlockKind;
  /** the file without it */
  readonly rest: string;
  /** nothing is left that anybody else wrote */
  readonly isAll: boolean;
}

/** Null where there is no complete block. */
export function findBlock(content: string): FoundBlock | null {
  const begin = BEGIN.exec(content);
  const end = begin ? content.indexOf(`\n${END}`, begin.index) : -1;
  if (!begin || end < 0) return null;
  const after = end + 1 + END.length;
  const isEnded = content[after] === '\n';
  const rest = isEnded
    ? content.slice(0, begin.index) + content.slice(after + 1)
    : content.slice(0, Math.max(begin.index - 1, 0)) + content.slice(after);
  const kind = begin[1] as BlockKind;
  return { kind, rest, isAll: kind === 'created' && rest === SHEBANG };
}

function blockOf(name: HookName, kind: BlockKind): string[] {
  const runsRest = kind === 'beside' || kind === 'created';
  const isChecked = kind === 'created' && !isReading(name);
  return [
    `# >>> lastmile (${kind}) >>>`,
    ...(runsRest
      ? [
          '# Runs the rest of this file first, which decides, and then Lastmile.',
          `if [ "\${${VARIABLE}-}" = ${name} ] || [ ! -x "$0" ]; then`,
          `  unset ${VARIABLE}`,
          'else',
          ...(isChecked ? [LAST_LINE] : []),
          ...bothParts(name, `${isChecked ? IS_ALL : ''}${VARIABLE}=${name} "$0" "$@"`).map(
            (line) => `  ${line}`,
          ),
          '  exit 0',
          'fi',
        ]
      : ['# The rest of this file was not executable, so it does not run.', ...ourPart(name), 'exit 0']),
    END,
  ];
}

/** A rebase runs a hook for each commit, and to start a shell once more takes longer than to read the file. */
const LAST_LINE = `  while IFS= read -r line || [ -n "$line" ]; do last=$line; done <"$0"`;
const IS_ALL = `[ "$last" = '${END}' ] || `;

const SHELLS =
  /^#![ \t]*(?:\S*[/\\])?(?:env[ \t]+(?:-S[ \t]+)?)?(?:busybox[ \t]+)?(?:sh|ash|bash|dash|ksh|mksh|zsh)(?:\.exe)?(?:[ \t\r]|$)/;

/** Whether the file is text for a shell that reads our block. Without a first line `#!`, git has sh run it. */
export function isShellScript(content: string): boolean {
  if (content.includes('\0')) return false;
  const [first = ''] = content.split('\n', 1);
  return first.startsWith('#!') ? SHELLS.test(first) : true;
}
