/** Texts as the ledger keeps them, exactly: also with NUL characters and surrogates that have lost their other half. */

const UTF16 = 1;
const DEFLATED = 2;

/** Below this many bytes deflating gains less than the row around the text takes. */
const WORTH_DEFLATING = 128;

export interface EncodedText {
  /** bit 0: UTF-16 (UTF-8 cannot hold lone surrogates); bit 1: deflated */
  readonly encoding: number;
  readonly bytes: Uint8Array;
}

/** Loaded when first needed: each takes longer to load than git takes to answer, and few commands need both. */
const crypto = () => process.getBuiltinModule('node:crypto');
const zlib = () => process.getBuiltinModule('node:zlib');

const bytesOf = (text: string) => Buffer.from(text, text.isWellFormed() ? 'utf8' : 'utf16le');

/** 16 bytes that stand for `text`. UTF-16 is hashed under a name of its own, so that it never equals some UTF-8. */
export function keyOf(text: string): Uint8Array {
  const data = text.isWellFormed() ? text : Buffer.concat([Buffer.from('utf16le\0'), bytesOf(text)]);
  return crypto().hash('sha256', data, 'buffer').subarray(0, 16);
}

export function encodeText(text: string): EncodedText {
  const encoding = text.isWellFormed() ? 0 : UTF16;
  const plain = bytesOf(text);
  // Node 22 stores a blob of no bytes as NULL: no text is deflated too, and takes two.
  if (plain.length > 0 && plain.length < WORTH_DEFLATING) return { encoding, bytes: plain };
  const deflated = zlib().deflateRawSync(plain, { level: 1 });
  return plain.length > 0 && deflated.length >= plain.length
    ? { encoding, bytes: plain }
    : { encoding: encoding | DEFLATED, bytes: deflated };
}

/** @returns null when the bytes cannot be read */
export function decodeText({ encoding, bytes }: EncodedText): string | null {
  try {
    const plain = encoding & DEFLATED ? zlib().inflateRawSync(bytes) : Buffer.from(bytes);
    return plain.toString(encoding & UTF16 ? 'utf16le' : 'utf8');
  } catch {
    return null;
  }
}
