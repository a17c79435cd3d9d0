/** Which language a file is written in, by its name: good enough to group by. */

import { phrase } from '../phrase.ts';

const BY_EXTENSION: Readonly<Record<string, string>> = {
  c: 'C',
  h: 'C',
  cc: 'C++',
  cpp: 'C++',
  hpp: 'C++',
  cs: 'C#',
  css: 'CSS',
  dart: 'Dart',
  ex: 'Elixir',
  exs: 'Elixir',
  go: 'Go',
  html: 'HTML',
  java: 'Java',
  js: 'JavaScript',
  cjs: 'JavaScript',
  mjs: 'JavaScript',
  jsx: 'JavaScript',
  json: 'JSON',
  kt: 'Kotlin',
  lua: 'Lua',
  md: 'Markdown',
  php: 'PHP',
  py: 'Python',
  rb: 'Ruby',
  rs: 'Rust',
  scala: 'Scala',
  scss: 'SCSS',
  sh: 'Shell',
  bash: 'Shell',
  sql: 'SQL',
  swift: 'Swift',
  svelte: 'Svelte',
  toml: 'TOML',
  ts: 'TypeScript',
  cts: 'TypeScript',
  mts: 'TypeScript',
  tsx: 'TypeScript',
  vue: 'Vue',
  xml: 'XML',
  yaml: 'YAML',
  yml: 'YAML',
};

/** @returns a name for people; the extension itself where it says nothing, `other` where there is none */
export function languageOf(path: string): string {
  const [, extension] = /[^/]\.([^./]+)$/.exec(path) ?? [];
  if (extension === undefined) return phrase('other');
  const name = extension.toLowerCase();
  return Object.hasOwn(BY_EXTENSION, name) ? BY_EXTENSION[name]! : name;
}
