// The editor's schema for .lastmile.json, from the one that the file is read with.
//   node test/rules-schema.mjs           fails when media/lastmile.schema.json says something else
//   node test/rules-schema.mjs --write   makes it say so
import { readFileSync, writeFileSync } from 'node:fs';
import { toJsonSchema } from '@valibot/to-json-schema';
import { RULES_SCHEMA } from '../src/domain/pull-requests/rules-schema.ts';

export const SCHEMA_FILE = 'media/lastmile.schema.json';

// what only code can check (that a time zone exists, that a day ends after it begins) is left to the reader
export const rulesSchema = () => toJsonSchema(RULES_SCHEMA, { typeMode: 'input', errorMode: 'ignore' });

/** Whether the file says the same, however it is laid out. */
export const isUpToDate = () =>
  JSON.stringify(JSON.parse(readFileSync(SCHEMA_FILE, 'utf8'))) === JSON.stringify(rulesSchema());

if (import.meta.main) {
  if (process.argv.includes('--write'))
    writeFileSync(SCHEMA_FILE, `${JSON.stringify(rulesSchema(), null, 2)}\n`);
  else if (!isUpToDate()) {
    console.error(`${SCHEMA_FILE} is out of date: node test/rules-schema.mjs --write`);
    process.exitCode = 1;
  }
}
