/** Pairs of UTF-16 units that are one character. */
const PAIR = /[\ud800-\udbff][\udc00-\udfff]/

/** Characters as people count them (code points): a picture counts as one. */
export function sizeOfText(text: string): number {
  if (!PAIR.test(text)) return text.length
  let size = text.length
  for (let i = 1; i < text.length; i++) {
    if ((text.charCodeAt(i) & 0xfc00) !== 0xdc00 || (text.charCodeAt(i - 1) & 0xfc00) !== 0xd800) continue
    size--
    i++
  }
  return size
}

/** Up to this length the engine's own search is quick whatever it searches. */
const SHORT = 32

/**
 * Does `text` contain `part`? In time that grows with the sum of both lengths: engines' own search takes their product
 * for texts made to that end (Knuth, Morris and Pratt 1977).
 */
export function contains(text: string, part: string): boolean {
  if (part.length <= SHORT) return text.includes(part)
  if (part.length > text.length) return false
  /** At i: length of the longest start of `part`, shorter than i + 1, that also ends there. */
  const back = new Uint16Array(part.length)
  for (let i = 1, same = 0; i < part.length; i++) {
    const unit = part.charCodeAt(i)
    while (same > 0 && part.charCodeAt(same) !== unit) same = back[same - 1] ?? 0
    if (part.charCodeAt(same) === unit) same++
    back[i] = same
  }
  for (let i = 0, same = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    while (same > 0 && part.charCodeAt(same) !== unit) same = back[same - 1] ?? 0
    if (part.charCodeAt(same) === unit) same++
    if (same === part.length) return true
  }
  return false
}
