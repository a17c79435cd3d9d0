/** Globs that people set, over paths of the repository. */

/** Any path that ends in this name. */
const BY_NAME = /^\*\*\/([\w.-]+)$/;

/** Whether all of `globs` are of the kind that is matched in no time; of others, some take for ever for some paths. */
export const areQuick = (globs: readonly string[]): boolean => globs.every((glob) => BY_NAME.test(glob));

/**
 * Whether a path, relative to the root, matches one of `globs`. For those that name files wherever they are, as most
 * do, the library is not loaded: a commit would wait for it.
 */
export async function pathMatcher(globs: readonly string[]): Promise<(path: string) => boolean> {
  const names = new Set(globs.flatMap((glob) => BY_NAME.exec(glob)?.[1] ?? []));
  const others = globs.filter((glob) => !BY_NAME.test(glob));
  const isNamed = (path: string) => names.has(path.slice(path.lastIndexOf('/') + 1));
  if (others.length === 0) return isNamed;
  const { default: picomatch } = await import('picomatch');
  const matches = picomatch(others, { dot: true });
  return (path) => isNamed(path) || matches(path);
}
