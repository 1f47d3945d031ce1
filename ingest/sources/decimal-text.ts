import { Big } from 'big.js';
import { z } from 'zod';

const DECIMAL = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;

/**
 * An amount as a provider sends it: text, or a number that was kept as text. Plain notation is landed digit by digit;
 * an exponent (`0E-30`, `1.5e-7`) is written out, which changes no digit.
 */
export const decimalText = z
  .string()
  .regex(DECIMAL, 'is not a decimal number')
  .transform((text) => (/[eE]/.test(text) ? new Big(text).toFixed() : text));

/** A count of tokens or requests. */
export const count = z.int().nonnegative();

/** A field we know and leave out on purpose. */
export const notLanded = z.unknown().optional();

/** An id or name that a provider leaves out or sends as null when it does not apply. */
export const optionalText = z.string().nullish();
