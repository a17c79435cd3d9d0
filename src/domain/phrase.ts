/** English texts of the domain that people read in the language of their editor. */

/** Marks a text that is translated where it is shown; `test/words.mjs` finds it by this name. */
export const phrase = (text: string): string => text;
