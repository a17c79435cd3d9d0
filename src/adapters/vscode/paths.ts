/** Paths as the editor and as git say them, made comparable. */

/** `/`-separated; a drive letter in lower case, because the editor and git write it differently. */
export function portable(path: string): string {
  if (process.platform !== 'win32') return path;
  const slashed = path.replaceAll('\\', '/');
  return /^[A-Z]:/.test(slashed) ? slashed[0]!.toLowerCase() + slashed.slice(1) : slashed;
}

/** `path` relative to `folder`; undefined when it is not below it. Both as `portable` gives them. */
export function relativeTo(folder: string, path: string): string | undefined {
  if (path === folder) return '';
  const prefix = folder.endsWith('/') ? folder : `${folder}/`;
  return path.startsWith(prefix) ? path.slice(prefix.length) : undefined;
}
