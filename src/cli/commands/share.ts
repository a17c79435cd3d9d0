/** `share`: whether the notes of this repository travel beside its branches. */

import { gitEnvironment } from '../../adapters/git/environment.ts';
import { createNoteSharing, type NoteSharing } from '../../adapters/git/note-sharing.ts';
import { run as runGit } from '../../adapters/git/run.ts';
import { combineNotes } from '../../domain/note-union.ts';
import { type Git, GitError } from '../../services/ports.ts';
import type { Invocation } from '../commands.ts';
import { openProject } from '../compose.ts';
import { Failure, safe, WrongUsage } from '../terminal.ts';

export async function run({ values, positionals, directory, terminal }: Invocation): Promise<number> {
  const [action = 'status'] = positionals;
  const remote = typeof values.remote === 'string' ? values.remote : 'origin';
  const { git } = await openProject(directory);
  const sharing = noteSharing(git);
  if (remote.startsWith('-') || /\s/.test(remote))
    throw new WrongUsage(`share: '${safe(remote)}' is no remote`);

  if (action === 'on') {
    // Git would take the entries that are written for a remote of that name, without an address.
    if (!(await isRemote(git, remote)))
      throw new Failure(`there is no remote '${safe(remote)}'; --remote names another one`);
    await sharing.turnOn(remote);
    terminal.print(
      `On: notes are fetched from ${safe(remote)} and, with the hooks installed, pushed beside the branches.`,
    );
  } else if (action === 'off') {
    await sharing.turnOff(remote);
    terminal.print(`Off: notes stay here. What was pushed to ${safe(remote)} before stays there.`);
  } else if (action === 'sync') {
    const remotes = await sharing.remotes();
    if (remotes.length === 0) throw new Failure("sharing is off; 'lastmile share on' turns it on");
    for (const name of remotes) await synchronise(sharing, name);
    terminal.print('Notes are the same here and there.');
  } else if (action === 'status') {
    const remotes = await sharing.remotes();
    if (values.json === true) terminal.json({ remotes });
    else terminal.print(remotes.length > 0 ? `On, with ${safe(remotes.join(', '))}.` : 'Off.');
  } else
    throw new WrongUsage(
      `share: on, off, sync or status, not '${safe(action)}'; see 'lastmile share --help'`,
    );
  return 0;
}

async function synchronise(sharing: NoteSharing, remote: string): Promise<void> {
  try {
    await sharing.pull(remote);
    await sharing.push(remote);
  } catch (error) {
    if (error instanceof GitError)
      throw new Failure(`${safe(remote)} did not answer, or refused: ${safe(error.message)}`);
    throw error;
  }
}

async function isRemote({ worktree }: Git, name: string): Promise<boolean> {
  const env = gitEnvironment(process.env, worktree);
  const { stdout } = await runGit({ program: 'git', cwd: worktree, env }, ['remote']);
  return stdout.toString('utf8').split('\n').includes(name);
}

/** The user's own way to reach a remote is used: its ssh command, credential helper and proxy. */
export function noteSharing({ worktree }: Git): NoteSharing {
  const own = [
    'SSH_AUTH_SOCK',
    'GIT_SSH_COMMAND',
    'GIT_SSH',
    'http_proxy',
    'https_proxy',
    'no_proxy',
    'HTTPS_PROXY',
    'NO_PROXY',
  ];
  const env = gitEnvironment(process.env, process.cwd());
  for (const name of own) if (process.env[name] !== undefined) env[name] = process.env[name];
  return createNoteSharing({ program: 'git', cwd: worktree, env }, combineNotes);
}
