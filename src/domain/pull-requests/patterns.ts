/** Patterns of names as people write them into rules: `*` is any text, everything else stands for itself. */

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
