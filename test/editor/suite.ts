/**
 * Runs test files inside the extension host of one editor, as a process of its own:
 *   node test/editor/suite.ts (newest | oldest | desktop) [--grep TEXT] FILE...
 * Its parent gets the events. `desktop` is LASTMILE_CODE (path of an executable) or what test-electron downloads.
 */
import { rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runTests } from '@vscode/test-electron';
import { onEnd } from '../run/ending.ts';
import type { TestEvent } from '../run/events.ts';
import { attach, freePort } from './attach.ts';
import { openBridge } from './bridge.ts';
import { bundleTests } from './bundle.ts';
import { editions, isEditionName } from './edition/install.ts';
import { createProfile } from './profile.ts';
import { createStackMapper } from './stack.ts';
import { windowOf } from './window.ts';

const WINDOW_MS = 180_000;

const { values, positionals } = parseArgs({ allowPositionals: true, options: { grep: { type: 'string' } } });
const [name = 'newest', ...files] = positionals;

const send = (event: TestEvent) => (process.send ? process.send(event) : console.log(JSON.stringify(event)));

/** What was on the screen when a test failed; the test's own clean-up comes after. */
const pictures: Promise<unknown>[] = [];
const report = (event: TestEvent) => {
  const isFailure = event.kind === 'failed' || event.kind === 'retried';
  if (isFailure && attached) {
    const file = event.title
      .join(' ')
      .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
      .slice(0, 100);
    const picture = attached.then((it) =>
      windowOf(it.page).screen.screenshot(`${event.kind}-${name}-${file}`),
    );
    pictures.push(picture.catch(() => {}));
  }
  send(isFailure ? { ...event, error: readable(event.error) } : event);
};

const edition = isEditionName(name) ? name : undefined;
const profile = await createProfile({ edition });
const testsPath = await bundleTests(files);
const readable = createStackMapper(dirname(testsPath));
const port = await freePort();
let attached: ReturnType<typeof attach> | undefined;
const bridge = await openBridge(async () => {
  attached ??= attach(port, WINDOW_MS);
  return windowOf((await attached).page);
}, report);

// test-electron ends the editor on SIGINT only, and without its clean-up on a second one.
onEnd((signal) => {
  if (signal !== 'SIGINT') process.emit('SIGINT');
});

let code = 0;
try {
  const executable = edition ? resolve('test/editor/server-edition') : process.env.LASTMILE_CODE;
  await runTests({
    ...(executable ? { vscodeExecutablePath: executable } : {}),
    extensionDevelopmentPath: resolve('.'),
    extensionTestsPath: testsPath,
    launchArgs: [
      profile.workspace,
      `--user-data-dir=${profile.userDataDir}`,
      `--extensions-dir=${profile.extensionsDir}`,
      `--remote-debugging-port=${port}`,
    ],
    extensionTestsEnv: {
      ...Object.fromEntries(Object.keys(process.env).map((it) => [it, undefined])), // only what the profile has
      ...profile.env,
      ...bridge.env,
      LASTMILE_TEST_VSCODE: edition ? editions[edition].vscode : '',
      LASTMILE_TEST_GREP: values.grep ?? '',
    },
  });
} catch (error) {
  console.error(error);
  code = 1;
} finally {
  await Promise.all(pictures);
  await attached?.then((it) => it.detach()).catch(() => {});
  bridge.close();
  await profile.remove().catch(() => {});
  await rm(dirname(testsPath), { recursive: true, force: true });
}
process.exit(code);
