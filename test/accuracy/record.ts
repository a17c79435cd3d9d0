/**
 * Records a session of editing in the newest edition of the editor, as the corpus of docs/accuracy.md has it:
 *   node test/accuracy/record.mjs (train | validation | held-out) [FILE]
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { attach, freePort } from '../editor/attach.ts';
import { openBridge } from '../editor/bridge.ts';
import { ensureBrowser } from '../editor/edition/browser.ts';
import { installEdition } from '../editor/edition/install.ts';
import { createProfile } from '../editor/profile.ts';
import { windowOf } from '../editor/window.ts';
import { onEnd } from '../run/ending.ts';
import { command } from '../run/processes.ts';
import { OTHER_KEYS } from './acting.ts';

const WINDOW_MS = 180_000;
const [session = 'train', file = `test/fixtures/editing-corpus/${session}.ndjson`] = process.argv.slice(2);

/** The extensions of the session: one that is known to be of AI, and one that is not. Both do what they are told. */
const EXTENSIONS = [
  { publisher: 'TabbyML', name: 'vscode-tabby' },
  { publisher: 'example', name: 'refactor' },
];

/** The chat works, which tests of the product do without; nothing else runs that is not needed. */
const SETTINGS = {
  'chat.disableAIFeatures': false,
  'chat.agentHost.enabled': false,
  'chat.agentHost.claudeAgent.enabled': false,
  'editor.inlineSuggest.showToolbar': 'always',
  'editor.find.seedSearchStringFromSelection': 'never',
  'editor.minimap.enabled': false,
  'editor.cursorBlinking': 'solid',
  'editor.semanticHighlighting.enabled': false,
  'files.associations': { '*.ts': 'go' }, // a language of braces that has no server built in
  'files.autoSave': 'off',
  'git.enabled': false,
  'workbench.reduceMotion': 'on',
  'lastmile.askToInstallHooks': false,
};

async function bundle(entry: string, outfile: string): Promise<void> {
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    external: ['vscode'],
    logLevel: 'warning',
  });
}

async function placeExtensions(extensionsDir: string): Promise<void> {
  for (const { publisher, name } of EXTENSIONS) {
    const folder = join(extensionsDir, `${publisher.toLowerCase()}.${name}-1.0.0`);
    await mkdir(folder, { recursive: true });
    await bundle('test/accuracy/acting-extension.ts', join(folder, 'main.js'));
    const manifest = {
      publisher,
      name,
      version: '1.0.0',
      engines: { vscode: '^1.103.0' },
      main: './main.js',
      activationEvents: ['*'],
      enabledApiProposals: [
        'inlineCompletionsAdditions',
        'chatParticipantAdditions',
        'chatParticipantPrivate',
        'defaultChatParticipant',
        'languageModelSystem',
        'chatProvider',
      ],
      contributes:
        publisher === 'example'
          ? {}
          : {
              chatParticipants: [
                {
                  id: 'tabby.chat',
                  name: 'tabby',
                  description: 'edits',
                  isDefault: true,
                  modes: ['ask', 'edit', 'agent'],
                  locations: ['panel', 'editor'],
                },
              ],
              languageModelChatProviders: [{ vendor: 'tabby', displayName: 'Tabby' }],
            },
    };
    await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  }
}

await ensureBrowser(console.log);
await command(process.execPath, ['esbuild.mjs', '--production']);
await installEdition('newest', console.log);
await mkdir('out', { recursive: true });
const folder = await mkdtemp(join(resolve('out'), 'recording-'));
const profile = await createProfile({ edition: 'newest', settings: SETTINGS });
const port = await freePort();
let attached: ReturnType<typeof attach> | undefined;
const bridge = await openBridge(
  async () => {
    attached ??= attach(port, WINDOW_MS);
    return windowOf((await attached).page);
  },
  () => {},
);
onEnd((signal) => {
  if (signal !== 'SIGINT') process.emit('SIGINT');
});

let code = 0;
try {
  await placeExtensions(profile.extensionsDir);
  const keys = Object.entries(OTHER_KEYS).map(([name, key]) => ({
    key: key.toLowerCase().replace('control', 'ctrl'),
    command: `editor.action.inlineSuggest.${name}`,
    when: 'inlineSuggestionVisible',
  }));
  await writeFile(join(profile.userDataDir, 'User', 'keybindings.json'), JSON.stringify(keys));
  await bundle('test/accuracy/host.ts', join(folder, 'host.cjs'));
  await runTests({
    vscodeExecutablePath: resolve('test/editor/server-edition'),
    extensionDevelopmentPath: resolve('.'),
    extensionTestsPath: join(folder, 'host.cjs'),
    launchArgs: [
      profile.workspace,
      `--user-data-dir=${profile.userDataDir}`,
      `--extensions-dir=${profile.extensionsDir}`,
      `--remote-debugging-port=${port}`,
    ],
    extensionTestsEnv: {
      ...Object.fromEntries(Object.keys(process.env).map((it) => [it, undefined])),
      ...profile.env,
      ...bridge.env,
      LASTMILE_RECORDING: resolve(file),
      LASTMILE_SESSION: session,
      LASTMILE_ONLY: process.env.LASTMILE_ONLY ?? '',
    },
  });
} catch (error) {
  console.error(error);
  code = 1;
} finally {
  await attached?.then((it) => it.detach()).catch(() => {});
  bridge.close();
  await profile.remove().catch(() => {});
  await rm(folder, { recursive: true, force: true });
}
process.exit(code);
