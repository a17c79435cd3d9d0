/** What a VSIX has: as a list, and as the folder that the editor makes of it when it installs one. */
import { cp, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import vsce from '@vscode/vsce';

export interface Manifest {
  readonly name: string;
  readonly publisher: string;
  readonly version: string;
}

export const readManifest = async (): Promise<Manifest> => JSON.parse(await readFile('package.json', 'utf8'));

/** relative to the project's folder, which has to be the current one; dist/ has to be built */
export const packagedFiles = (): Promise<string[]> =>
  vsce.listFiles({ cwd: process.cwd(), packageManager: vsce.PackageManager.None });

/**
 * The extension, installed in a new profile: quicker than through a VSIX, which the editor would unpack into
 * just this. An extension under development is another thing: its crash closes the window, and it is trusted.
 */
export async function placeExtension(extensionsDir: string): Promise<void> {
  const { publisher, name, version } = await readManifest();
  const target = join(extensionsDir, `${publisher}.${name}-${version}`);
  for (const file of await packagedFiles()) {
    await mkdir(dirname(join(target, file)), { recursive: true });
    await cp(file, join(target, file));
  }
}
