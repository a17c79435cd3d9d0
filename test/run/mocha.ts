/**
 * Runs test files with mocha, as a process of its own:
 *   node test/run/mocha.ts [--grep TEXT] [--timeout MS] [--retries N] FILE...
 */
import { parseArgs } from 'node:util';
import Mocha from 'mocha';
import { onEnd } from './ending.ts';
import { eventsOf, type TestEvent } from './events.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    grep: { type: 'string' },
    timeout: { type: 'string', default: '120000' },
    retries: { type: 'string', default: '0' },
  },
});

// Nobody waits for it, so no test would fail: as an exception it fails the one that runs.
process.on('unhandledRejection', (reason) => {
  throw reason;
});

onEnd(() => process.exit(130));

const mocha = new Mocha({
  ui: 'bdd',
  timeout: Number(values.timeout),
  retries: Number(values.retries),
  reporter: Mocha.reporters.Base, // silent: the parent process prints
  ...(values.grep ? { grep: values.grep } : {}),
});
for (const file of positionals) mocha.addFile(file);
await mocha.loadFilesAsync();

const send = (event: TestEvent) => (process.send ? process.send(event) : console.log(JSON.stringify(event)));
const failures = await new Promise<number>((resolve) => eventsOf(mocha.run(resolve), send));
process.exitCode = failures > 0 ? 1 : 0;
// What a test left open does not keep the run from ending; the channel has to be empty first, though.
if (process.connected) process.disconnect();
setTimeout(() => process.exit(), 2_000).unref();
