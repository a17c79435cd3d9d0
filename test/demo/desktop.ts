/** The desktop edition for `npm start`: the user's own `code`, or the one that test-electron downloads. */
import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { downloadAndUnzipVSCode, SilentReporter } from '@vscode/test-electron';
import { cacheFolder } from '../editor/edition/install.ts';

/** Until this much has passed without a byte, the download counts as not reachable. */
const REACHABLE_MS = 4_000;

export async function findDesktop(): Promise<string | undefined> {
  const headless = process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY;
  if (headless) return undefined;
  return findOnPath() ?? (await download());
}

function findOnPath(): string | undefined {
  const name = process.platform === 'win32' ? 'code.cmd' : 'code';
  const candidates = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name));
  return candidates.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

async function download(): Promise<string | undefined> {
  try {
    return await downloadAndUnzipVSCode({
      version: 'stable',
      cachePath: join(cacheFolder(), 'desktop'),
      reporter: new SilentReporter(),
      timeout: REACHABLE_MS,
    });
  } catch {
    return undefined; // the server edition is as good
  }
}

/** Waits for the window. With a profile of its own, so that the user's settings and extensions are left alone. */
export function openDesktop(
  executable: string,
  profile: { readonly userDataDir: string; readonly extensionsDir: string },
  folder: string,
  env: Readonly<Record<string, string>> = {},
): ChildProcess {
  const args = [
    '--new-window',
    '--wait',
    `--user-data-dir=${profile.userDataDir}`,
    `--extensions-dir=${profile.extensionsDir}`,
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    folder,
  ];
  const shell = process.platform === 'win32';
  return spawn(shell ? `"${executable}"` : executable, args, {
    stdio: 'ignore',
    shell,
    env: { ...process.env, ...env },
  });
}
