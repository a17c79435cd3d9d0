/** The environment that git runs in: where the repository is, as a hook was told; nothing that changes what git prints. */

import path from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What programs need to start at all, and where git looks for the user's configuration. */
const MACHINE = new Set(
  (
    'PATH HOME XDG_CONFIG_HOME USER LOGNAME TMPDIR TEMP TMP LD_LIBRARY_PATH DYLD_LIBRARY_PATH ' +
    'SYSTEMROOT SYSTEMDRIVE WINDIR COMSPEC PATHEXT USERPROFILE USERNAME HOMEDRIVE HOMEPATH APPDATA LOCALAPPDATA ' +
    'PROGRAMDATA PROGRAMFILES MSYSTEM SUDO_UID'
  ).split(' '),
);

/** Paths by which git tells a hook where things are; git gives some of them relative to the hook's directory. */
const LOCATIONS = ['GIT_DIR', 'GIT_COMMON_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_OBJECT_DIRECTORY'];

const OTHER_GIT = new Set([
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_QUARANTINE_PATH',
  'GIT_NAMESPACE',
  'GIT_CEILING_DIRECTORIES',
  'GIT_DISCOVERY_ACROSS_FILESYSTEM',
  'GIT_EXEC_PATH',
  'GIT_COMMITTER_NAME',
  'GIT_COMMITTER_EMAIL',
  'GIT_CONFIG_GLOBAL',
  'GIT_CONFIG_SYSTEM',
  'GIT_CONFIG_NOSYSTEM',
  'GIT_CONFIG_PARAMETERS',
  'GIT_CONFIG_COUNT',
]);

const CONFIG_ENTRY = /^GIT_CONFIG_(KEY|VALUE)_\d+$/;

const isKept = (name: string): boolean =>
  MACHINE.has(name.toUpperCase()) ||
  LOCATIONS.includes(name) ||
  OTHER_GIT.has(name) ||
  CONFIG_ENTRY.test(name);

/**
 * What git prints is not translated, git asks nobody, it takes no lock that it can do without, and it does not hand over
 * every line of a list by itself, which takes longer than to make the list (git(1), `GIT_FLUSH`).
 */
export const FIXED_ENVIRONMENT = {
  LC_ALL: 'C',
  GIT_TERMINAL_PROMPT: '0',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_FLUSH: '0',
};

/**
 * Of `from`, what git needs; without pagers, editors, askpass programs, external diffs and traces.
 * @param cwd what relative locations in `from` are relative to; they come out absolute
 */
export function gitEnvironment(from: Environment, cwd: string): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(from))
    if (value !== undefined && isKept(name))
      environment[name] = LOCATIONS.includes(name) && value !== '' ? path.resolve(cwd, value) : value;
  return { ...environment, ...FIXED_ENVIRONMENT };
}
