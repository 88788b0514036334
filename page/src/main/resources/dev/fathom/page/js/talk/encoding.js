/** Bytes of a file as text: UTF-8, UTF-16 and, where neither fits, Latin-1 in the form Windows writes it. */

/**
 * @param {Uint8Array} bytes
 * @returns {{text: string, encoding: string}|null} null: no text
 */
export function decoded(bytes) {
  const encoding = marked(bytes) ?? guessed(bytes);
  if (!encoding) return null;
  try {
    const text = new TextDecoder(encoding, { fatal: encoding !== 'windows-1252' }).decode(bytes);
    return looksLikeText(text) ? { text: text.replace(/\r\n?/g, '\n'), encoding } : null;
  } catch {
    return null;
  }
}

function marked([a, b, c]) {
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  return null;
}

function guessed(bytes) {
  const zeros = [0, 0];
  const length = Math.min(bytes.length, 4096);
  for (let at = 0; at < length; at++) if (bytes[at] === 0) zeros[at % 2]++;
  // UTF-16 of European text has a zero in nearly every pair, always on the same side
  if (zeros[1] > length * 0.3 && zeros[0] < length * 0.02) return 'utf-16le';
  if (zeros[0] > length * 0.3 && zeros[1] < length * 0.02) return 'utf-16be';
  if (zeros[0] + zeros[1] > 0) return null;
  return isUtf8(bytes) ? 'utf-8' : 'windows-1252';
}

function isUtf8(bytes) {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** Hardly a control character but tabs, line ends, form feeds and the escapes of terminal logs. */
function looksLikeText(text) {
  const sample = text.slice(0, 20_000);
  const odd = sample.match(/[\u0000-\u0008\u000e-\u001a\u001c-\u001f\u007f\ufffd]/g)?.length ?? 0;
  return odd <= sample.length * 0.002;
}
