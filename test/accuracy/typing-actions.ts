/** What a person does with keys, and what the editor does when a person asks it to. */
import * as vscode from 'vscode';
import { clipboard, ime, keys, mouse, screen } from '../editor/driver.ts';
import { type Action, person } from './actions.ts';
import { command, pause, type Stage, until } from './stage.ts';

const setting = (section: string, key: string, value: unknown) =>
  vscode.workspace.getConfiguration(section).update(key, value, vscode.ConfigurationTarget.Global);

async function withSetting(key: string, value: unknown, work: () => Promise<void>): Promise<void> {
  await setting('editor', key, value);
  try {
    await work();
  } finally {
    await setting('editor', key, undefined);
  }
}

async function selectWord(stage: Stage): Promise<void> {
  const at = stage.find(stage.material.identifier);
  await stage.select(at, at + stage.material.identifier.length);
}

async function completion(stage: Stage, typed: string, row: string): Promise<void> {
  await stage.open();
  await keys.press('Enter');
  await stage.type(typed, 60);
  await command('editor.action.triggerSuggest');
  await screen.waitFor('.suggest-widget.visible .monaco-list-row', { text: row });
  await pause(200);
}

export const typing = ({ delaysMs, typed, compositions }: Stage['material']): Action[] => [
  ...delaysMs.map((delayMs, at) =>
    person('typing', `${delayMs} ms a key`, async (stage) => {
      await stage.open('');
      for (const line of [typed[at % typed.length]!, typed[(at + 1) % typed.length]!]) {
        await stage.type(line, delayMs);
        await stage.changed(() => keys.press('Enter'));
      }
    }),
  ),
  person('typing', 'in bursts, with pauses', async (stage) => {
    await stage.open();
    for (const word of typed[0]!.split(/(?<= )/)) {
      await keys.type(word, { delayMs: 5 });
      await pause(400);
    }
    await stage.rest();
  }),
  person('typing', 'with mistakes taken back', async (stage) => {
    await stage.open();
    await stage.type(`${typed[1]}xx`, 40);
    await keys.press('Backspace', { times: 4, delayMs: 40 });
    await stage.type('ok', 40);
  }),
  person('typing', 'inside of lines', async (stage) => {
    await stage.open();
    await stage.caret(stage.find(stage.material.identifier, 2));
    await stage.type('my(_', 50);
    await keys.press('ArrowDown');
    await stage.type('a.b', 50);
  }),
  person('typing', 'over a selection, and around it', async (stage) => {
    await stage.open();
    await selectWord(stage);
    await stage.type('(', 50);
    await stage.type('new', 50);
  }),
  person('typing', 'at several cursors', async (stage) => {
    await stage.open();
    const { identifier } = stage.material;
    await stage.caret(stage.find(identifier), stage.find(identifier, 2), stage.find(identifier, 3));
    await stage.type('all_', 60);
    await keys.press('Backspace', { times: 2, delayMs: 50 });
    await stage.type('[', 60);
  }),
  person('typing', 'a held key', async (stage) => {
    await stage.open();
    await keys.press('x', { times: 25, delayMs: 33 });
    await keys.press('Enter', { times: 5, delayMs: 33 });
    await stage.rest();
  }),
  person('typing', 'a lone line break', async (stage) => {
    await stage.open();
    await stage.caret(stage.find('\n', 3));
    await pause(500);
    await stage.changed(() => keys.press('Enter'));
  }),
  ...compositions.map((steps) =>
    person('typing', `input method, ${steps.length} steps`, async (stage) => {
      await stage.open();
      await stage.caret(stage.find('\n', 2));
      for (const step of steps.slice(0, -1)) {
        await ime.compose(step);
        await pause(90);
      }
      await ime.commit(steps.at(-1)!);
      await stage.type('x', 30);
    }),
  ),
  person('typing', 'undone and redone', async (stage) => {
    await stage.open();
    await stage.type(typed[2]!, 30);
    await stage.changed(() => keys.press('ControlOrMeta+Z', { times: 3, delayMs: 100 }));
    await stage.changed(() => keys.press('ControlOrMeta+Y', { times: 3, delayMs: 100 }));
  }),
];

export const clipboardUse = ({ typed, blocks }: Stage['material']): Action[] => [
  person('clipboard', 'paste from outside, one line', async (stage) => {
    await stage.open();
    await clipboard.write(typed[3]!);
    await stage.changed(() => keys.press('ControlOrMeta+V'));
  }),
  person('clipboard', 'paste from outside, several lines', async (stage) => {
    await stage.open();
    await clipboard.write(blocks[0]!);
    await stage.changed(() => keys.press('ControlOrMeta+V'));
    await stage.changed(() => keys.press('ControlOrMeta+Z'));
    await stage.changed(() => keys.press('ControlOrMeta+Y'));
  }),
  person('clipboard', 'paste of one character', async (stage) => {
    await stage.open();
    await clipboard.write('q');
    await stage.changed(() => keys.press('ControlOrMeta+V'));
  }),
  person('clipboard', 'copy and paste of what was typed', async (stage) => {
    await stage.open('');
    await stage.type(typed[1]!, 20);
    await stage.select(0, 8);
    await keys.press('ControlOrMeta+C');
    await pause(200);
    await stage.caret(stage.document.getText().length);
    await stage.changed(() => keys.press('ControlOrMeta+V'));
  }),
  person('clipboard', 'cut and paste of a line', async (stage) => {
    await stage.open();
    await stage.caret(stage.find(stage.material.identifier));
    await stage.changed(() => keys.press('ControlOrMeta+X'));
    await stage.caret(stage.document.getText().length);
    await stage.changed(() => keys.press('ControlOrMeta+V'));
  }),
  person('clipboard', 'paste that is formatted', (stage) =>
    withSetting('formatOnPaste', true, async () => {
      await stage.open();
      await clipboard.write('a=f(1,2,3)\nb=g(4,5)\n');
      await stage.changed(() => keys.press('ControlOrMeta+V'));
    }),
  ),
  person('clipboard', 'dragged', async (stage) => {
    await stage.open();
    const { identifier } = stage.material;
    await mouse.click({ text: identifier }, { clickCount: 2 });
    await until(() => !stage.editor.selection.isEmpty, 'a word is selected');
    await stage.changed(() =>
      mouse.drag({ text: identifier }, { text: identifier, occurrence: 3, at: 'end' }),
    );
  }),
];

export const commands = ({ typed, comment, newName, identifier }: Stage['material']): Action[] => [
  person('completion list', 'Tab', async (stage) => {
    await completion(stage, 'configureE', 'configureEverything');
    await stage.changed(() => keys.press('Tab'));
  }),
  person('completion list', 'Enter', async (stage) => {
    await completion(stage, 'conf', 'configureEverything');
    await stage.changed(() => keys.press('Enter'));
  }),
  person('completion list', 'by mouse', async (stage) => {
    await completion(stage, 'confi', 'configureEverything');
    await stage.changed(() => mouse.click('.suggest-widget .monaco-list-row.focused', { clickCount: 1 }));
  }),
  person('completion list', 'with an import', async (stage) => {
    await completion(stage, 'configureI', 'configureImport');
    await stage.changed(() => keys.press('Enter'));
  }),
  person('snippet', 'from the list, filled in', async (stage) => {
    await completion(stage, 'configureL', 'configureLoop');
    await stage.changed(() => keys.press('Enter'));
    await stage.type('rows', 50);
    await keys.press('Tab');
    await stage.type('done', 50);
  }),
  person('snippet', 'by a command', async (stage) => {
    await stage.open();
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a placeholder of a snippet
    await stage.changed(() => command('refactor.snippet', 'try ${1:something} until ${2:done}\n\tnext$0'));
    await stage.type('it', 50);
  }),
  person('snippet', 'without places to fill in', async (stage) => {
    await stage.open();
    await stage.changed(() => command('refactor.snippet', 'begin work\n\tstop when done\nend'));
  }),
  person('formatter', 'document', async (stage) => {
    await stage.open('first=f(1,2)\nsecond=g(3,4,5)\n');
    await stage.type('third=h(6,7)', 30);
    await stage.changed(() => command('editor.action.formatDocument'));
  }),
  person('formatter', 'as one types', (stage) =>
    withSetting('formatOnType', true, async () => {
      await stage.open('');
      await stage.type('a=f(1,2);', 60);
      await stage.type('b=2;', 60);
    }),
  ),
  person('rename', 'across files', async (stage) => {
    await stage.open();
    await command('refactor.alsoRenames', [await stage.file()]);
    await stage.caret(stage.find(identifier) + 1);
    await keys.press('F2');
    await screen.waitFor('.rename-box input');
    await pause(200);
    await keys.type(newName, { delayMs: 30 });
    await stage.changed(() => keys.press('Enter'));
    await stage.changed(() => keys.press('ControlOrMeta+Z'));
    await screen.waitFor('.monaco-dialog-box', { timeoutMs: 700 }).then(
      () => keys.press('Enter'),
      () => {},
    );
  }),
  person('code action', 'quick fix', async (stage) => {
    await stage.open();
    await stage.caret(stage.find('\n', 5));
    await stage.changed(() => command('editor.action.codeAction', { kind: 'quickfix', apply: 'first' }));
  }),
  person('find and replace', 'one', async (stage) => {
    await stage.open();
    await command('editor.actions.findWithArgs', { searchString: identifier, replaceString: newName });
    await screen.waitFor('.find-widget.visible');
    await pause(300);
    await stage.changed(async () => {
      await command('editor.action.replaceOne');
      await command('editor.action.replaceOne');
    });
    await command('closeFindWidget');
  }),
  person('find and replace', 'all', async (stage) => {
    await stage.open();
    await command('editor.actions.findWithArgs', { searchString: identifier, replaceString: newName });
    await screen.waitFor('.find-widget.visible');
    await pause(300);
    await stage.changed(() => command('editor.action.replaceAll'));
    await command('closeFindWidget');
    await stage.changed(() => command('undo'));
    await stage.changed(() => command('redo'));
  }),
  ...(
    [
      ['comment', 'editor.action.commentLine'],
      ['block comment', 'editor.action.blockComment'],
      ['sort lines', 'editor.action.sortLinesDescending'],
      ['move lines down', 'editor.action.moveLinesDownAction'],
      ['move lines up', 'editor.action.moveLinesUpAction'],
      ['copy lines down', 'editor.action.copyLinesDownAction'],
      ['copy lines up', 'editor.action.copyLinesUpAction'],
      ['duplicate the selection', 'editor.action.duplicateSelection'],
      ['indent', 'editor.action.indentLines'],
      ['outdent', 'editor.action.outdentLines'],
      ['join lines', 'editor.action.joinLines'],
      ['upper case', 'editor.action.transformToUppercase'],
      ['insert a line below', 'editor.action.insertLineAfter'],
      ['delete lines', 'editor.action.deleteLines'],
    ] as const
  ).map(([name, id]) =>
    person('line command', name, async (stage) => {
      await stage.open();
      const from = stage.find(identifier, 2);
      await stage.select(from, Math.min(stage.find('\n', 7) + 9, stage.document.getText().length));
      await stage.changed(() => command(id));
      await stage.changed(() => command('undo'));
      await stage.changed(() => command('redo'));
    }),
  ),
  person('line command', 'comment by keys, then typing', async (stage) => {
    await stage.open();
    await stage.changed(() => keys.press('ControlOrMeta+/'));
    await stage.type(`${comment}${typed[0]}`, 30);
  }),
];
