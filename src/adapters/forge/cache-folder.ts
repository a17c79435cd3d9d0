/** Where what was seen of forges is kept: the folder that each system has for what may be deleted at any time. */

import os from 'node:os';
import path from 'node:path';

export function cacheFolder(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  home = os.homedir(),
): string {
  if (platform === 'win32')
    return path.join(env.LOCALAPPDATA || path.join(home, 'AppData', 'Local'), 'lastmile');
  if (platform === 'darwin') return path.join(home, 'Library', 'Caches', 'lastmile');
  // The standard asks to pass over a value that is not absolute.
  const base = env.XDG_CACHE_HOME;
  return path.join(base && path.isAbsolute(base) ? base : path.join(home, '.cache'), 'lastmile');
}
