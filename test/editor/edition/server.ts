/** VS Code's own server as a child process: start, address, stop. */
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { InstalledEdition } from './install.ts';

export interface ServerOptions {
  readonly userDataDir: string;
  readonly extensionsDir: string;
  readonly workspaceTrust: boolean;
  /** the address has a secret; without, every user of this machine could open it */
  readonly withToken?: boolean;
  /** for the server and its extension hosts, on top of this process's own */
  readonly extraEnv?: Readonly<Record<string, string>>;
}

export interface EditorServer {
  /** `http://127.0.0.1:PORT/?` and the secret, if there is one */
  readonly url: string;
  readonly origin: string;
  readonly pid: number;
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

const folders = ({ userDataDir, extensionsDir }: ServerOptions): string[] => [
  `--user-data-dir=${userDataDir}`,
  `--extensions-dir=${extensionsDir}`,
  `--server-data-dir=${join(userDataDir, 'server')}`,
  '--accept-server-license-terms',
];

/**
 * The port is kept in `userDataDir`: what the workbench itself remembers, the browser stores under the address.
 * The log is `userDataDir/server.log`.
 */
export async function startServer(edition: InstalledEdition, options: ServerOptions): Promise<EditorServer> {
  await mkdir(options.userDataDir, { recursive: true });
  const portFile = join(options.userDataDir, 'server-port');
  const knownPort = await readFile(portFile, 'utf8').then(
    (it) => it.trim(),
    () => '0',
  );
  const token = randomBytes(16).toString('hex');
  const args = [
    edition.serverMain,
    '--host=127.0.0.1',
    `--port=${knownPort}`,
    options.withToken ? `--connection-token=${token}` : '--without-connection-token',
    '--disable-telemetry',
    '--disable-update-check',
    ...(options.workspaceTrust ? [] : ['--disable-workspace-trust']),
    ...folders(options),
  ];
  // A group of its own: extension hosts and terminals end with it.
  const child = spawn(edition.nodePath, args, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.extraEnv },
  });
  const log = createWriteStream(join(options.userDataDir, 'server.log'), { flags: 'a' });
  child.stderr.pipe(log, { end: false });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));

  const stop = async () => {
    signalGroup(child.pid, 'SIGTERM');
    const kill = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), 3_000);
    await ended;
    clearTimeout(kill);
    signalGroup(child.pid, 'SIGKILL'); // whatever of the group outlived its leader
  };

  let output = '';
  const port = await new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the editor's server ended with ${code}:\n${output}`)));
    child.stdout.on('data', (data: Buffer) => {
      log.write(data);
      if (output.length > 20_000) return;
      output += data.toString();
      const found = /listening on (\d+)/.exec(output)?.[1];
      if (found) resolve(found);
    });
  });
  await writeFile(portFile, port);
  const origin = `http://127.0.0.1:${port}`;
  return {
    url: `${origin}/?${options.withToken ? `tkn=${token}` : ''}`,
    origin,
    pid: child.pid!,
    ended,
    stop,
  };
}

/** `--install-extension`, as a user would run it */
export async function installExtension(
  edition: InstalledEdition,
  options: ServerOptions,
  vsix: string,
): Promise<string> {
  const args = [edition.serverMain, ...folders(options), '--install-extension', vsix, '--force'];
  const { stdout, stderr } = await promisify(execFile)(edition.nodePath, args);
  return stdout + stderr;
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // already gone
  }
}
