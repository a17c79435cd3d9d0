/** What the commands do, and the one place where their errors are shown. */

import { join } from 'node:path';
import * as vscode from 'vscode';
import { visible, withoutLinks } from '../domain/visible-text.ts';
import type { Log } from '../services/ports.ts';
import { isNothing } from '../services/uncommitted-change.ts';
import type { ChangeModel } from './change-model.ts';
import { COMMANDS, type CommandId } from './command-ids.ts';
import type { Documents } from './documents.ts';
import type { HooksQuestion } from './hooks-question.ts';
import type { Repository } from './repository.ts';
import { nextCommitText } from './status-bar.ts';
import { withoutIcons } from './text.ts';
import type { FileRow, Layout, LinesRow } from './uncommitted-rows.ts';

const { l10n } = vscode;
/** how long it stands in the status bar what a command has done */
const SAID_MS = 5_000;

export interface CommandDeps {
  readonly model: ChangeModel;
  readonly documents: Documents;
  readonly hooksQuestion: HooksQuestion;
  readonly log: Log & { show(): void };
  readonly extensionId: string;
  showUncommitted(): Promise<void>;
  openDashboard(): void;
  setPaused(isPaused: boolean): Promise<void>;
  setLayout(layout: Layout): Promise<void>;
  toggleLineAttribution(): Promise<void>;
  /** What is known of open documents is forgotten as well, so that it is not recorded once more. */
  withoutTracking(work: () => Promise<void>): Promise<void>;
  /** all that has been typed is on record when this resolves */
  flush(): Promise<void>;
}

type Handlers<Id extends string> = Record<Id, (argument: unknown) => unknown>;

export const registerCommands = (deps: CommandDeps): vscode.Disposable =>
  registerHandlers(COMMANDS, handlersOf(deps), deps.log);

/** Commands whose errors go to the log and to the user. */
export function registerHandlers<Id extends string>(
  ids: readonly Id[],
  handlers: Handlers<Id>,
  log: CommandDeps['log'],
): vscode.Disposable {
  return vscode.Disposable.from(
    ...ids.map((id) =>
      vscode.commands.registerCommand(id, async (argument: unknown) => {
        try {
          return await handlers[id](argument);
        } catch (error) {
          log.warn(`the command ${id} failed`, error);
          await showError(error, log);
        }
      }),
    ),
  );
}

async function showError(error: unknown, log: CommandDeps['log']): Promise<void> {
  const showLog = l10n.t('Show Log');
  const message = error instanceof Error ? error.message : String(error);
  const answer = await vscode.window.showErrorMessage(
    l10n.t('Lastmile: {0}', withoutLinks(message)),
    showLog,
  );
  if (answer === showLog) log.show();
}

function handlersOf(deps: CommandDeps): Handlers<CommandId> {
  const { model, documents, hooksQuestion, log } = deps;
  return {
    'lastmile.showShare': () => deps.showUncommitted(),
    'lastmile.refresh': () => model.refresh(),
    'lastmile.previewTrailers': async () => {
      await deps.flush();
      await model.refresh();
      await documents.show(l10n.t('Commit trailers'), previewOf(model));
    },
    'lastmile.copyTrailers': async () => {
      const { snapshot } = model;
      const trailers = snapshot.kind === 'ready' ? snapshot.next.trailers : [];
      if (trailers.length > 0) await vscode.env.clipboard.writeText(`${trailers.join('\n')}\n`);
      const said =
        trailers.length > 0
          ? l10n.t('The trailers are in the clipboard.')
          : l10n.t('There is no trailer to copy.');
      vscode.window.setStatusBarMessage(said, SAID_MS);
    },
    'lastmile.installHooks': () => hooksQuestion.install(theRepository(model)),
    'lastmile.uninstallHooks': () => hooksQuestion.uninstall(theRepository(model)),
    'lastmile.pause': () => deps.setPaused(true),
    'lastmile.resume': () => deps.setPaused(false),
    'lastmile.toggleLineAttribution': () => deps.toggleLineAttribution(),
    'lastmile.viewAsTree': () => deps.setLayout('tree'),
    'lastmile.viewAsList': () => deps.setLayout('list'),
    'lastmile.openChange': (row) => openChange(theRepository(model), asRow(row)),
    'lastmile.openFile': (row) => openFile(theRepository(model), asRow(row)),
    'lastmile.openDashboard': () => deps.openDashboard(),
    'lastmile.doctor': async () => documents.show(l10n.t('Doctor'), await theRepository(model).doctor()),
    'lastmile.deleteData': () => deleteData(deps),
    'lastmile.showLog': () => log.show(),
    'lastmile.openSettings': () =>
      vscode.commands.executeCommand('workbench.action.openSettings', `@ext:${deps.extensionId}`),
    'lastmile.openWalkthrough': () =>
      vscode.commands.executeCommand('workbench.action.openWalkthrough', `${deps.extensionId}#start`, false),
  };
}

function theRepository({ snapshot }: ChangeModel): Repository {
  if ('repository' in snapshot) return snapshot.repository;
  throw new Error(l10n.t('there is no Git repository here'));
}

function previewOf(model: ChangeModel): string {
  const { snapshot } = model;
  if (snapshot.kind !== 'ready') throw new Error(l10n.t('the uncommitted change could not be read'));
  if (isNothing(snapshot.all)) return `# ${l10n.t('No uncommitted changes.')}\n`;
  const { next, hooks } = snapshot;
  const about = nextCommitText(next.from, next.trailers.length > 0, hooks === 'installed');
  return [`# ${about}`, ...(next.trailers.length > 0 ? ['', ...next.trailers] : []), ''].join('\n');
}

/** A row of the view, as its commands get it. Key bindings of a user may pass anything. */
function asRow(argument: unknown): FileRow | LinesRow {
  const { kind, path } = (argument ?? {}) as Partial<FileRow | LinesRow>;
  if ((kind === 'file' || kind === 'lines') && typeof path === 'string')
    return argument as FileRow | LinesRow;
  throw new Error(l10n.t('run this command on a file in the view'));
}

const uriOf = ({ worktree }: Repository, { path }: FileRow | LinesRow): vscode.Uri =>
  vscode.Uri.file(join(worktree, path));

async function openFile(repository: Repository, row: FileRow | LinesRow): Promise<void> {
  const { first, last } = row.kind === 'lines' ? row.group : { first: 1, last: 1 };
  const selection =
    row.kind === 'lines' ? new vscode.Range(first - 1, 0, last - 1, Number.MAX_SAFE_INTEGER) : undefined;
  await vscode.commands.executeCommand('vscode.open', uriOf(repository, row), {
    preview: true,
    ...(selection && { selection }),
  } satisfies vscode.TextDocumentShowOptions);
}

/** The editor's own view of the change; where its Git support is switched off, the file. */
async function openChange(repository: Repository, row: FileRow | LinesRow): Promise<void> {
  const known = await vscode.commands.getCommands(true);
  if (!known.includes('git.openChange')) return openFile(repository, row);
  await vscode.commands.executeCommand('git.openChange', uriOf(repository, row));
}

async function deleteData({ model, log, withoutTracking }: CommandDeps): Promise<void> {
  const repository = theRepository(model);
  const confirm = l10n.t('Delete');
  const answer = await vscode.window.showWarningMessage(
    l10n.t('Delete everything Lastmile has recorded for {0}?', visible(repository.name)),
    {
      modal: true,
      detail: l10n.t(
        "This deletes the origins of uncommitted text and this repository's whole history on the dashboard. It cannot be undone. Trailers and notes of commits stay.",
      ),
    },
    confirm,
  );
  if (answer !== confirm) return;
  await withoutTracking(() => repository.deleteData());
  log.info('the local data of a repository was deleted');
  const said = l10n.t('Everything recorded for {0} was deleted', withoutIcons(repository.name));
  vscode.window.setStatusBarMessage(said, SAID_MS);
  await model.refresh();
}
