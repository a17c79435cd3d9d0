/** How a person gets to a file or a command with the keys. Each step waits for the window to have followed. */
import { basename } from 'node:path';
import type { Session } from '../editor/session.ts';
import type { EditorWindow } from '../editor/window.ts';

/** the box that the editor asks with, ready for keys */
const BOX = '.quick-input-widget input:focus';
const OFFERED = '.quick-input-list .monaco-list-row.focused';

/** How long a list takes on a busy machine to come up, and how often it is opened anew. */
const OFFER_MS = 15_000;
const OFFERS = 6;

/**
 * @param path absolute: the editor looks whether it is there. By a name alone it searches, and now and then finds nothing
 * of a file that is a moment old.
 * @param text something that only this file has; the cursor goes to the file's end
 */
export async function openFile({ keys, screen }: EditorWindow, path: string, text: string): Promise<void> {
  await keys.press('ControlOrMeta+P');
  await screen.waitFor(BOX);
  await keys.type(path);
  await screen.waitFor(OFFERED, { text: basename(path) });
  await keys.press('Enter');
  await screen.waitFor('.editor-instance .monaco-editor.focused .view-line', { text });
  await keys.press('ControlOrMeta+End');
}

export async function openPalette({ keys, screen }: EditorWindow): Promise<void> {
  await keys.press('F1');
  await screen.waitFor(BOX);
}

/**
 * @param title enough of the command's title to tell it from others. What is offered is what may be run when the list is
 * opened; an editor that has just started may not know yet whether the folder is trusted, so it is asked again.
 */
export async function runCommand(window: EditorWindow, title: string): Promise<void> {
  const { keys, screen } = window;
  for (let attempt = 1; ; attempt++) {
    await openPalette(window);
    await keys.type(title);
    try {
      await screen.waitFor(OFFERED, { text: title, timeoutMs: OFFER_MS });
      break;
    } catch (error) {
      if (attempt === OFFERS) throw error;
      await keys.press('Escape');
    }
  }
  await keys.press('Enter');
}

/** What is on the screen when a test has failed, in out/screenshots. */
export async function keepPicture(session: Session, title: string): Promise<void> {
  const name = title.replaceAll(/[^\p{L}\p{N}]+/gu, '-').slice(0, 100);
  await session.window.screen.screenshot(`failed-outside-${name}`).catch(() => {}); // it may have no window
}
