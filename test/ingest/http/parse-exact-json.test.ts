import { describe, expect, it } from 'vitest';
import { parseExactJson } from '../../../ingest/http/parse-exact-json.js';

describe('parseExactJson', () => {
  it('keeps every digit of a number in a named field', () => {
    const text = '{"amount":{"value":0.123456789012345678901234567890,"currency":"usd"},"quantity": 16000000 }';
    expect(parseExactJson(text, ['value', 'quantity'])).toEqual({
      body: { amount: { value: '0.123456789012345678901234567890', currency: 'usd' }, quantity: '16000000' },
      quotedCount: 2,
    });
  });

  it('leaves texts, nulls, objects and other fields alone', () => {
    const text = '{"value":"80.00","quantity":null,"amount":{"x":1},"count":7,"list":[{"value":-5.0E-7}]}';
    expect(parseExactJson(text, ['value', 'quantity', 'amount'])).toEqual({
      body: { value: '80.00', quantity: null, amount: { x: 1 }, count: 7, list: [{ value: '-5.0E-7' }] },
      quotedCount: 1,
    });
  });

  it('is not fooled by texts that look like fields', () => {
    const text = JSON.stringify({
      note: 'say "value": 1.5',
      'a\\"value': 2,
      value: 'back\\slash\\',
      other: ['value', 3],
    });
    expect(parseExactJson(text, ['value']).body).toEqual(JSON.parse(text));
    expect(parseExactJson(text, ['value']).quotedCount).toBe(0);
  });

  it('takes white space and line breaks around the colon', () => {
    expect(parseExactJson('{ "value" \n:\t 3.20 , "b": 1 }', ['value']).body).toEqual({ value: '3.20', b: 1 });
  });

  it.each(['{"value": 01}', '{"value": 1.2.3}', '{"value": 1', '{"value": -}', '{"value"', '<html>'])(
    'refuses what is not JSON: %s',
    (text) => {
      expect(() => parseExactJson(text, ['value'])).toThrow(SyntaxError);
    },
  );
});
