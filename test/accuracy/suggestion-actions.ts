/** Inline suggestions: accepted in every way, refused, and on the screen while something else happens. */
import { clipboard, keys, mouse, screen } from '../editor/driver.ts';
import { OTHER_KEYS } from './acting.ts';
import { type Action, person } from './actions.ts';
import { command, pause, type Stage } from './stage.ts';

/** the editor says which are AI */
const suggestion = (action: string, run: Action['run']): Action => person('inline suggestion', action, run);

/** the end of the last line is where a suggestion begins */
async function openForSuggestion(stage: Stage): Promise<void> {
  await stage.open();
  await keys.press('Enter');
  await stage.rest();
}

const ACCEPT_BUTTON = '.inlineSuggestionsHints .action-item:has-text("Accept")';

export const suggestions = ({ blocks, statements, typed }: Stage['material']): Action[] => [
  ...statements.map((text, at) =>
    suggestion(`a line, by Tab (${at + 1})`, async (stage) => {
      await openForSuggestion(stage);
      await stage.suggest({ text });
      await stage.changed(() => keys.press('Tab'));
    }),
  ),
  ...blocks.map((text, at) =>
    suggestion(`several lines, by Tab (${at + 1})`, async (stage) => {
      await openForSuggestion(stage);
      await stage.suggest({ text: text.trim() });
      await stage.changed(() => keys.press('Tab'));
    }),
  ),
  suggestion('the rest of a typed line, by Tab', async (stage) => {
    await openForSuggestion(stage);
    await stage.type(statements[1]!.slice(0, 9), 60);
    await stage.suggest({ text: statements[1]!, character: 0 });
    await stage.changed(() => keys.press('Tab'));
    await stage.type(' ok', 60);
  }),
  suggestion('typed into, then by Tab', async (stage) => {
    await openForSuggestion(stage);
    await stage.suggest({ text: statements[2]!, character: 0 });
    await stage.type(statements[2]!.slice(0, 5), 80);
    await screen.waitFor('.ghost-text, .ghost-text-decoration');
    await stage.changed(() => keys.press('Tab'));
  }),
  suggestion('word by word, by keys', async (stage) => {
    await openForSuggestion(stage);
    await stage.suggest({ text: statements[0]! });
    for (let i = 0; i < 3; i++) await stage.changed(() => keys.press('Control+ArrowRight'));
    await stage.type('x', 60);
  }),
  suggestion('word by word, by another key', async (stage) => {
    await openForSuggestion(stage);
    await stage.suggest({ text: statements[3]! });
    for (let i = 0; i < 3; i++) await stage.changed(() => keys.press(OTHER_KEYS.acceptNextWord));
  }),
  suggestion('line by line, by our command', async (stage) => {
    await openForSuggestion(stage);
    await stage.suggest({ text: blocks[0]!.trim() });
    for (let i = 0; i < 2; i++) await stage.changed(() => command('lastmile.acceptNextLine'));
  }),
  suggestion('line by line, by another key', async (stage) => {
    await openForSuggestion(stage);
    await stage.suggest({ text: blocks[1]!.trim() });
    for (let i = 0; i < 2; i++) await stage.changed(() => keys.press(OTHER_KEYS.acceptNextLine));
  }),
  ...[statements[2]!, blocks[0]!.trim()].map((text, at) =>
    suggestion(`whole, by another key (${at + 1})`, async (stage) => {
      await openForSuggestion(stage);
      await stage.type(text.slice(0, 4), 60);
      await stage.suggest({ text, character: 0 });
      await stage.changed(() => keys.press(OTHER_KEYS.commit));
    }),
  ),
  ...[statements[3]!, blocks[2]!.trim()].map((text, at) =>
    suggestion(`whole, by mouse (${at + 1})`, async (stage) => {
      await openForSuggestion(stage);
      await stage.suggest({ text });
      await mouse.move('.ghost-text, .ghost-text-decoration');
      await screen.waitFor(ACCEPT_BUTTON, { timeoutMs: 10_000 });
      await stage.changed(() => mouse.click(ACCEPT_BUTTON));
    }),
  ),
  suggestion('in the middle of a line', async (stage) => {
    await stage.open();
    await stage.caret(stage.find('(') + 1);
    await stage.type('a', 60);
    const { character } = stage.document.positionAt(stage.find('(') + 1);
    await stage.suggest({ text: 'all the arguments, ', character });
    await stage.changed(() => keys.press('Tab'));
  }),
  suggestion('undone and redone', async (stage) => {
    await openForSuggestion(stage);
    await stage.suggest({ text: blocks[0]!.trim() });
    await stage.changed(() => keys.press('Tab'));
    await stage.changed(() => keys.press('ControlOrMeta+Z'));
    await stage.changed(() => keys.press('ControlOrMeta+Y'));
  }),
  suggestion('an edit elsewhere, by Tab', async (stage) => {
    await stage.open();
    const at = stage.find(stage.material.identifier);
    const { line, character } = stage.document.positionAt(at);
    await stage.caret(at);
    await stage.type('z', 60);
    const end = character + stage.material.identifier.length + 1;
    const range = [line, character, line, end] as const;
    await command('vscode-tabby.suggest', { text: 'everything', isEdit: true, range });
    await command('editor.action.inlineSuggest.trigger');
    await pause(1_200);
    await keys.press('Tab');
    await pause(300);
    if (!stage.document.getText().includes('everything')) await keys.press('Tab');
    await stage.rest();
  }),
  suggestion('refused, then typed over', async (stage) => {
    await openForSuggestion(stage);
    await stage.suggest({ text: statements[1]! });
    await keys.press('Escape');
    await stage.type(typed[0]!.slice(0, 14), 50);
  }),
  suggestion('typed out in full by keys', async (stage) => {
    await openForSuggestion(stage);
    await stage.suggest({ text: statements[1]!, character: 0 });
    await stage.type(statements[1]!, 50);
  }),
  suggestion('on the screen while text is pasted', async (stage) => {
    await openForSuggestion(stage);
    await stage.suggest({ text: statements[0]! });
    await clipboard.write(statements[3]!);
    await stage.changed(() => keys.press('ControlOrMeta+V'));
  }),
  suggestion('asked for, and a completion taken from the list', async (stage) => {
    await openForSuggestion(stage);
    await command('vscode-tabby.suggest', { text: 'configureEverything(options, 12)', character: 0 });
    await stage.type('configureE', 60);
    await command('editor.action.triggerSuggest');
    await screen.waitFor('.suggest-widget.visible .monaco-list-row', { text: 'configureEverything' });
    await pause(400);
    await stage.changed(() => keys.press('Enter'));
  }),
  suggestion('asked for, and a snippet taken from the list', async (stage) => {
    await openForSuggestion(stage);
    await command('vscode-tabby.suggest', { text: 'configureLoop over everything', character: 0 });
    await stage.type('configureL', 60);
    await command('editor.action.triggerSuggest');
    await screen.waitFor('.suggest-widget.visible .monaco-list-row', { text: 'configureLoop' });
    await pause(400);
    await stage.changed(() => keys.press('Enter'));
  }),
];
