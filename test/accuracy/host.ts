/** The entry in the extension host of the editor that is recorded: does every action, writes down what was heard. */
import { appendFile, realpath, rm } from 'node:fs/promises';
import * as vscode from 'vscode';
import { keys, screen } from '../editor/driver.ts';
import { type Action, actionsOf } from './actions.ts';
import type { Session } from './corpus.ts';
import { MATERIALS } from './materials.ts';
import { Recorder } from './recorder.ts';
import { command, pause, Stage, until } from './stage.ts';

export async function run(): Promise<void> {
  const session = process.env.LASTMILE_SESSION as Session;
  const only = process.env.LASTMILE_ONLY;
  const root = await realpath(vscode.workspace.workspaceFolders![0]!.uri.fsPath);
  // The product itself listens no longer: the recorder has the same listeners.
  await vscode.extensions.getExtension('lastmile.lastmile')!.activate();
  await command('lastmile.pause');
  await until(
    async () => (await vscode.commands.getCommands()).includes('refactor.edit'),
    'the extensions run',
  );
  const stage = new Stage(MATERIALS[session], root);
  await warmUp(stage);
  const recorder = new Recorder(session);
  const file = process.env.LASTMILE_RECORDING!;
  await rm(file, { force: true });
  const attempt = async (actions: readonly Action[]): Promise<Action[]> => {
    const failed: Action[] = [];
    for (const action of actions) {
      if (!(await perform(action, stage, recorder))) failed.push(action);
      await appendFile(file, recorder.take());
      await command('vscode-tabby.suggest', undefined);
      await keys.press('Escape');
      await command('workbench.action.files.saveAll');
    }
    return failed;
  };
  const wanted = actionsOf(MATERIALS[session]).filter((it) => !only || nameOf(it).includes(only));
  // What did not come off on a busy machine gets another chance.
  const failed = await attempt(await attempt(wanted));
  recorder.dispose();
  if (failed.length > 0) throw new Error(`not recorded: ${failed.map(nameOf).join('; ')}`);
}

const nameOf = ({ family, action }: Action): string => `${family}: ${action}`;

/** @returns whether it came off */
async function perform(action: Action, stage: Stage, recorder: Recorder): Promise<boolean> {
  const begunMs = Date.now();
  recorder.begin(action.action, action.family, action.by);
  try {
    await action.run(stage);
    recorder.end(action.action);
    console.log(`${nameOf(action)} (${Date.now() - begunMs} ms)`);
    return true;
  } catch (error) {
    console.log(`FAILED ${nameOf(action)}: ${error}`);
    await screen.screenshot(`recording-${nameOf(action)}`.replaceAll(/[^\w-]+/g, '-'));
    recorder.abandon();
    return false;
  }
}

/** The chat needs a request before it has a model, and fails that one. */
async function warmUp(stage: Stage): Promise<void> {
  await stage.open('');
  await pause(3_000);
  for (let i = 0; i < 3; i++) {
    await command('workbench.action.chat.open', {
      query: '@tabby hello',
      mode: 'agent',
      blockOnResponse: true,
    });
    await pause(1_000);
  }
  await command('workbench.action.closeAllEditors');
}
