/** The entry in the extension host (`--extensionTestsPath`): runs mocha on the bundled test files, reports outside. */
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { TestEvent } from '../run/events.ts';
import { eventsOf } from '../run/events.ts';

declare const __dirname: string; // bundled as CommonJS

export async function run(): Promise<void> {
  const { default: Mocha } = await import('mocha');
  const mocha = new Mocha({
    ui: 'bdd',
    // Real keys on a busy machine; a test that needs to be strict says so itself.
    timeout: 180_000,
    // A real screen may have a bad moment. What passes only then is told.
    retries: 1,
    reporter: Mocha.reporters.Base, // silent
    ...(process.env.LASTMILE_TEST_GREP ? { grep: process.env.LASTMILE_TEST_GREP } : {}),
  });
  const load = createRequire(join(__dirname, 'host.cjs'));
  for (const name of readdirSync(__dirname, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!name.endsWith('.test.cjs')) continue;
    const file = join(__dirname, name);
    mocha.suite.emit('pre-require', globalThis, file, mocha);
    mocha.suite.emit('require', load(file), file, mocha);
    mocha.suite.emit('post-require', globalThis, file, mocha);
  }
  const failures = await new Promise<number>((resolve) => eventsOf(mocha.run(resolve), report));
  await reported;
  if (failures > 0) throw new Error(`${failures} failed`);
}

/** one after the other, so that they arrive in order */
let reported: Promise<unknown> = Promise.resolve();

function report(event: TestEvent): void {
  reported = reported.then(() =>
    fetch(`${process.env.LASTMILE_TEST_BRIDGE}/event`, {
      method: 'POST',
      headers: { authorization: `Bearer ${process.env.LASTMILE_TEST_TOKEN}` },
      body: JSON.stringify(event),
    }),
  );
}
