/** A repeatable source of numbers: the same seed gives the same sequence on every machine. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** A whole number in [0, limit). */
  below(limit: number): number;
  /** True with the given probability. */
  chance(probability: number): boolean;
  /** Hexadecimal digits. */
  hex(digits: number): string;
  /** A size around a typical one, with a long upper tail and the typical one as its mean. */
  size(typical: number): number;
  pick<T>(items: readonly [T, ...T[]]): T;
}

/**
 * sfc32 seeded by the text. Only +, -, * and bit operations are used anywhere: Math.log and its like may differ
 * in the last bit from one engine to the next, and then the same seed would not give the same bytes.
 */
export function createRandom(seed: string): Random {
  let [a, b, c, d] = hashText(seed);
  const nextInteger = (): number => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    return t >>> 0;
  };
  for (let round = 0; round < 12; round++) nextInteger();
  const next = () => nextInteger() / 4294967296;
  return {
    next,
    below: (limit) => Math.floor(next() * limit),
    chance: (probability) => next() < probability,
    hex: (digits) => {
      let text = '';
      while (text.length < digits) text += nextInteger().toString(16).padStart(8, '0');
      return text.slice(0, digits);
    },
    size: (typical) => {
      const tail = next();
      return Math.max(1, Math.floor(typical * (0.3 + 0.8 * next() + 0.9 * tail * tail)));
    },
    pick: (items) => items[Math.floor(next() * items.length)] ?? items[0],
  };
}

/** Four 32-bit words of a text (FNV-1a from four offsets). */
function hashText(text: string): [number, number, number, number] {
  const wordFrom = (offset: number) => {
    let hash = offset;
    for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 16777619);
    return hash | 0;
  };
  return [wordFrom(0x811c9dc5), wordFrom(0x01000193), wordFrom(0x9e3779b9), wordFrom(0x85ebca6b)];
}
