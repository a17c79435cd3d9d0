/** Reading records of unknown make: nothing here throws, and what does not fit is `undefined`. */

import * as v from 'valibot';

/** Longer records are not parsed. */
export const MAX_RECORD_BYTES = 32 * 1024 * 1024;

/** The value of a JSON text, `undefined` if it is none. */
export function parseJson(text: string | Buffer): unknown {
  if (text.length > MAX_RECORD_BYTES) return undefined;
  try {
    return JSON.parse(text.toString());
  } catch {
    return undefined;
  }
}

/** `value` as `schema` describes it, else `undefined`. */
export function match<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
): v.InferOutput<Schema> | undefined {
  const result = v.safeParse(schema, value, { abortEarly: true });
  return result.success ? result.output : undefined;
}

/** Milliseconds of an ISO 8601 time or of a number of milliseconds; `undefined` for anything else. */
export function timeOf(value: unknown): number | undefined {
  const ms = typeof value === 'string' ? Date.parse(value) : typeof value === 'number' ? value : Number.NaN;
  return Number.isFinite(ms) && ms > 0 ? Math.round(ms) : undefined;
}

/** A model's name as it may be shown and stored; `undefined` for placeholders. */
export function modelOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const name = value.replace(/^copilot\//, '').trim();
  const isName = /^[\w.:/@+ -]{1,100}$/.test(name);
  return isName && name !== 'default' && name !== 'auto' && name !== 'unknown' ? name : undefined;
}

/** An identifier short and plain enough to be part of a uid. */
export const Id = v.pipe(v.string(), v.regex(/^[\w.:@+=-]{1,200}$/));

/** A path as tools write it. Where it leads is checked later. */
export const PathText = v.pipe(v.string(), v.minLength(1), v.maxLength(4096));
