/** Patterns of names as people write them into rules: `*` is any text, everything else stands for itself. */

/** @returns whether a name is one of `patterns`; case does not matter, and the whole name has to match. */
export function matcherOf(patterns: readonly string[]): (name: string) => boolean {
  if (patterns.length === 0) return () => false;
  const alternatives = patterns.map((pattern) => pattern.split('*').map(literal).join('.*'));
  const whole = new RegExp(`^(?:${alternatives.join('|')})$`, 'is');
  return (name) => whole.test(name.trim());
}

function literal(text: string): string {
  return text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
}
