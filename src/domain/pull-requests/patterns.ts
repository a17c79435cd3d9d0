/** Patterns as people write them into rules. In those of names `*` is any text, everything else stands for itself. */

/**
 * @returns whether a name is one of `patterns`; case does not matter, and the whole name has to match. Both may be of
 *   strangers: it takes time in proportion to their lengths, which a regular expression with many `.*` does not.
 */
export function matcherOf(patterns: readonly string[]): (name: string) => boolean {
  const wanted = patterns.map((pattern) => pattern.toLowerCase().split('*'));
  return (name) => {
    const text = name.trim().toLowerCase();
    return wanted.some((parts) => isMatch(text, parts));
  };
}

/**
 * Whether matching a path against a glob takes little time, whatever the path: each further star tries all places again
 * for every place of those before it, and a group such as `+(a*)` does worse. A clone may bring along any glob.
 */
export function isQuickGlob(glob: string): boolean {
  if (/[?*+@!]\(/.test(glob)) return false;
  const segments = glob.split('/');
  const stars = segments.map((it) => (it === '**' ? 0 : (it.match(/\*+/g)?.length ?? 0)));
  const sum = stars.reduce((total, it) => total + it, 0);
  return segments.filter((it) => it === '**').length <= 2 && Math.max(...stars) <= 2 && sum <= 4;
}

/** @param parts what is between the stars, of which each takes the first place that there is */
function isMatch(text: string, parts: readonly string[]): boolean {
  const [first = '', ...others] = parts;
  const last = others.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (const part of others) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= text.length - last.length;
}
