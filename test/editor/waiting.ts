/** Waiting for a state instead of for a time. What is waited for must not have been so before the action. */
import * as assert from 'node:assert/strict';

const PATIENCE_MS = 60_000;
const LOOK_EVERY_MS = 30;

/** @param what for the message when it never comes; a function says how it is instead */
export async function until(condition: () => unknown, what: string | (() => unknown)): Promise<void> {
  for (const endMs = Date.now() + PATIENCE_MS; Date.now() < endMs; ) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  assert.fail(`never: ${typeof what === 'function' ? await what() : what}`);
}
