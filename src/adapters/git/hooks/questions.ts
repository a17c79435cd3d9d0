/**
 * What the hook that prepares a message asks git first, put by the shell that starts it: git answers while the runtime
 * is still loading, which takes longer. The answers go to the hook's standard input, where `adapters/git/answers.ts`
 * reads them.
 */

import { CHECK_GENERATED } from '../attributes.ts';
import { LIST_CONFIG } from '../configuration.ts';
import { DIFF_INDEX, DIFF_OPTIONS } from '../diff.ts';
import { FIXED_ENVIRONMENT } from '../environment.ts';
import { QUESTIONS } from '../locate.ts';
import { BATCH } from '../objects.ts';
import { FIXED_OPTIONS } from '../run.ts';

/** Set to `LAYOUT` for a program that has answers on its standard input. */
export const ANSWERS = 'LASTMILE_ANSWERS';

/** Changes with what is answered and how: a launcher may be older or newer than the program. */
export const LAYOUT = '1';

/** No object can have this name. */
export const LAST_OBJECT = 'lastmile..last';

/** After the last answer, if git gave all of them. */
export const END = '\0end';

/** Of the environment, what would change the answers; see `environment.ts`, which keeps it from git elsewhere. */
const UNSET = [
  'GIT_DIFF_OPTS',
  'GIT_EXTERNAL_DIFF',
  'GIT_NO_REPLACE_OBJECTS',
  'GIT_ATTR_SOURCE',
  'GIT_TRACE',
];

const environment = Object.entries(FIXED_ENVIRONMENT);

const words = (args: readonly string[]): string =>
  args.map((word) => (/^[\w./=-]+$/.test(word) ? word : `'${word}'`)).join(' ');

const ask = (...args: readonly string[]): string => `ask ${words(args)}`;
const staged = (...options: readonly string[]): string => ask(...DIFF_INDEX, ...options, 'HEAD', '--');

/**
 * A shell function `answers`. It prints, each with a NUL after it, where the repository is and what HEAD is, the
 * configuration, and the attributes of the staged paths; then the staged blobs up to `LAST_OBJECT`; then the staged
 * diff and `END`. It stops where git fails.
 */
export const ANSWERS_FUNCTION = `ask() { git ${words(FIXED_OPTIONS)} "$@"; }
answers() {
  unset ${UNSET.join(' ')}
  ${environment.map(([name, value]) => `${name}=${value}`).join(' ')}
  export ${environment.map(([name]) => name).join(' ')}
  ${ask('rev-parse', ...QUESTIONS, 'HEAD^{commit}')} && printf '\\0' &&
    ${ask(...LIST_CONFIG)} && printf '\\0' &&
    ${staged('--name-only')} | ${ask(...CHECK_GENERATED)} && printf '\\0' &&
    { ${staged('--raw', '--no-abbrev')} | cut -d ' ' -f 4 && echo ${LAST_OBJECT}; } | ${ask(...BATCH)} &&
    ${staged(...DIFF_OPTIONS)} && printf '\\0end'
}`;
