/** Text of strangers (file names, names of tools) made fit to be shown. */

/** Control and direction characters shown as a replacement character, so that a name cannot disguise itself. */
export const visible = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\ufffd');

/** For messages, where `[text](address)` would become a link, of the editor's commands as well. */
export const withoutLinks = (text: string): string => visible(text).replaceAll('](', '] (');

/**
 * For Markdown in which everything else is escaped, as the editor's own escaping does: it leaves these two, and
 * `<command:name>` would become a link, which in a tooltip with commands of ours runs one of them.
 */
export const withoutTags = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** The same value with every text in it made visible; keys of objects are the program's own and stay. */
export function allVisible<T>(value: T): T {
  if (typeof value === 'string') return visible(value) as T;
  if (Array.isArray(value)) return value.map(allVisible) as T;
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, it]) => [key, allVisible(it)])) as T;
  return value;
}
