/** A user who starts an editor for the first time: a home, settings, a git identity, in a temporary folder. */
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder, type EditionName } from './edition/install.ts';

export interface Profile {
  readonly root: string;
  /** an empty folder to open, unless the test has one */
  readonly workspace: string;
  readonly userDataDir: string;
  readonly extensionsDir: string;
  /** for the editor, and for git run by the test */
  readonly env: NodeJS.ProcessEnv;
  remove(): Promise<void>;
}

/** Nothing that greets, asks, fetches or moves while a test looks at the window. */
const QUIET = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'extensions.ignoreRecommendations': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'update.showReleaseNotes': false,
  'chat.disableAIFeatures': true,
  'git.autofetch': false,
  'git.openRepositoryInParentFolders': 'never',
  'github.gitAuthentication': false,
  'json.schemaDownload.enable': false,
  'typescript.disableAutomaticTypeAcquisition': true,
  'security.workspace.trust.untrustedFiles': 'open',
  'files.simpleDialog.enable': true,
  'terminal.integrated.showExitAlert': false,
  'window.restoreWindows': 'none',
};

const GIT_CONFIG = `[user]
	name = Demo Developer
	email = demo@example.com
[init]
	defaultBranch = main
[commit]
	gpgSign = false
[protocol "file"]
	allow = always
`;

export interface ProfileOptions {
  readonly edition?: EditionName | undefined;
  readonly settings?: Readonly<Record<string, unknown>>;
}

export async function createProfile({ edition, settings = {} }: ProfileOptions = {}): Promise<Profile> {
  // the real path, because git and the editor say it; on macOS the temporary folder is behind a link
  const root = await realpath(await mkdtemp(join(tmpdir(), 'lastmile-test-')));
  const [workspace, userDataDir, extensionsDir, home] = ['workspace', 'user-data', 'extensions', 'home'].map(
    (it) => join(root, it),
  ) as [string, string, string, string];
  const removeNow = () => rmSync(root, { recursive: true, force: true });
  process.once('exit', removeNow); // also when the run is ended early
  for (const folder of [workspace, extensionsDir, home]) await mkdir(folder, { recursive: true });
  await writeSettings(userDataDir, settings);
  await writeFile(join(home, '.gitconfig'), GIT_CONFIG);
  return {
    root,
    workspace,
    userDataDir,
    extensionsDir,
    env: { ...environment(home), ...(edition ? { LASTMILE_EDITION: edition } : {}) },
    async remove() {
      process.off('exit', removeNow);
      await rm(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

/** The user's settings.json; takes effect at once in an open window. */
export async function writeSettings(
  userDataDir: string,
  settings: Readonly<Record<string, unknown>>,
): Promise<void> {
  await mkdir(join(userDataDir, 'User'), { recursive: true });
  const text = JSON.stringify({ ...QUIET, ...settings }, null, 2);
  await writeFile(join(userDataDir, 'User', 'settings.json'), text);
}

/** Of this process, but with a home of its own: no session log, git or editor setting of the real user gets in. */
function environment(home: string): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env };
  for (const name of Object.keys(env)) {
    // A test run from an editor's terminal or from a git hook would take these for its own.
    if (/^(VSCODE|GIT|ELECTRON|XDG|npm)_/.test(name)) delete env[name];
  }
  return {
    ...env,
    HOME: home,
    USERPROFILE: home,
    XDG_CACHE_HOME: join(cacheFolder(), '..'),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    LASTMILE_EDITOR_PARENT: String(process.pid),
    EXTENSIONS_GALLERY: '{}', // of the server edition: none
  };
}
