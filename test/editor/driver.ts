/**
 * For tests in the extension host: real keys, mouse, clipboard and screen of the window they run in.
 * Each call goes to the process outside that holds the window; see `window.ts` for what there is.
 */
import { asExpression } from './expression.ts';
import type { EditorWindow } from './window.ts';

async function call(group: string, name: string, given: unknown[]): Promise<unknown> {
  const args = typeof given[0] === 'function' ? [asExpression(...(given as [unknown]))] : given;
  const response = await fetch(`${process.env.LASTMILE_TEST_BRIDGE}/call`, {
    method: 'POST',
    headers: { authorization: `Bearer ${process.env.LASTMILE_TEST_TOKEN}` },
    body: JSON.stringify({
      group,
      name,
      args: args.map((it) => (typeof it === 'function' ? String(it) : it)),
    }),
  });
  const { value, error } = (await response.json()) as { value?: unknown; error?: string };
  if (error !== undefined) throw new Error(`${group}.${name}: ${error}`);
  return value;
}

/** an object whose every property is a function that asks the outside */
const remote = <G extends keyof EditorWindow>(group: G): EditorWindow[G] =>
  new Proxy({} as EditorWindow[G], {
    get:
      (_, name) =>
      (...args: unknown[]) =>
        call(group, String(name), args),
  });

export const keys = remote('keys');
export const mouse = remote('mouse');
export const clipboard = remote('clipboard');
export const ime = remote('ime');
export const focus = remote('focus');
export const screen = remote('screen');
export const webview = remote('webview');
