/** How tests in the extension host get at the parts of the window: the palette, notifications, rows of a view, themes. */
import * as vscode from 'vscode';
import { keys, mouse, screen } from './driver.ts';
import { until } from './waiting.ts';

export const ROWS = '.pane-body .monaco-list-row';
/** the box that the editor asks with, ready for keys */
export const BOX = '.quick-input-widget input:focus';

export const command = (id: string, ...args: unknown[]) => vscode.commands.executeCommand(id, ...args);

export const setting = (section: string, key: string, value: unknown) =>
  vscode.workspace.getConfiguration(section).update(key, value, vscode.ConfigurationTarget.Global);

/** Resolves when the window has taken in what it was told, so that the next key finds it. */
export const taken = () => command('setContext', 'lastmile.test.taken', true);

/** Runs a command as a person does. It may not have had its effect yet: wait for that. */
export async function palette(title: string): Promise<void> {
  await keys.press('F1');
  await screen.waitFor(BOX);
  await keys.type(title);
  await screen.waitFor('.quick-input-list .monaco-list-row.focused', { text: title });
  await keys.press('Enter');
}

/** What the rows of all views say to a screen reader, as far as they are on the screen. */
export const rowLabels = () =>
  screen.evaluate<string[]>(
    `[...document.querySelectorAll('${ROWS}')].map((row) => row.getAttribute('aria-label') ?? '')`,
  );

/** In the list of notifications, because an editor under test shows no toasts. */
export async function notifications(): Promise<string[]> {
  await command('notifications.showList');
  return screen.texts('.notifications-center .notification-list-item-message');
}

export const notified = (text: string) =>
  until(
    async () => (await notifications()).some((it) => it.includes(text)),
    async () => `${text}; there are ${JSON.stringify(await notifications())}`,
  );

/** Presses a button of a notification that is in the list. */
export async function answer(button: string): Promise<void> {
  await command('notifications.showList');
  await mouse.click(
    `.notifications-center .notification-list-item-buttons-container .monaco-button:has-text("${button}")`,
  );
}

/** The theme is on the screen when this resolves; undefined: the editor's own choice, whichever that is. */
export async function setTheme(theme: keyof typeof THEMES | undefined): Promise<void> {
  await setting('workbench', 'colorTheme', theme);
  if (theme) await screen.waitFor(`.monaco-workbench.${THEMES[theme]}`);
}

/** with the class that each of them gives to the window */
export const THEMES = {
  'Default Light Modern': 'vs',
  'Default Dark Modern': 'vs-dark',
  'Default High Contrast': 'hc-black',
  'Default High Contrast Light': 'hc-light',
} as const;
