/** Git's quoting of unusual paths in line-based output (with core.quotePath at its default). */

const ESCAPES: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '"': '\\"',
  '\\': '\\\\',
};

const CHARACTERS = new Map(Object.entries(ESCAPES).map(([character, code]) => [code[1]!, character]));

const UNUSUAL = /[\x00-\x1f"\\\x7f-\xff]/g;

/** @param path its bytes, as latin1 */
export function quoted(path: string): string {
  const escaped = path.replace(
    UNUSUAL,
    (character) => ESCAPES[character] ?? `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`,
  );
  return escaped === path ? path : `"${escaped}"`;
}

/** The path that git printed, decoded as UTF-8. */
export function unquoted(text: string): string {
  if (!text.startsWith('"')) return text;
  const bytes = text
    .slice(1, -1)
    .replace(/\\([0-7]{3}|.)/g, (_, code: string) =>
      code.length === 3 ? String.fromCharCode(Number.parseInt(code, 8)) : (CHARACTERS.get(code) ?? code),
    );
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
