import { requireInteger } from '../literals.js';
import { isNumeric, NUMERIC } from '../numeric.js';
import type { Printer } from '../printer.js';
import { UnsupportedSql } from '../unsupported-sql.js';
import type { Call, FunctionEntry } from './entry.js';

const section = 'number function';

const toNumeric = 'NUMERIC only: on INT64 GoogleSQL would give FLOAT64, so that is an error.';

export const numberFunctions: readonly FunctionEntry[] = [
  {
    section,
    name: 'ROUND',
    takes: [1, 2],
    googlesql: 'ROUND(numeric [, digits])',
    duckdb: 'g_numeric_round($1, $2, …)',
    note: `Half away from zero; digits is a literal. ${toNumeric}`,
    print: ({ args }, printer) => {
      const digits = args[1] === undefined ? 0 : requireInteger(args[1], 'ROUND digits');
      const number = numericArgument(args[0], printer);
      if (digits >= 9) return number;
      if (digits < 0) return `CAST(round(${number}, ${digits}) AS ${NUMERIC})`;
      const unit = digits === 0 ? '1' : `0.${'1'.padStart(digits, '0')}`;
      const half = `0.${'5'.padStart(digits + 1, '0')}`;
      return `g_numeric_round(${number}, ${digits}, 1e${digits}, CAST('${unit}' AS DECIMAL(9,${digits})), CAST('${half}' AS ${NUMERIC}))`;
    },
  },
  {
    section,
    name: 'TRUNC',
    takes: [1, 2],
    googlesql: 'TRUNC(numeric [, digits])',
    duckdb: 'CAST(trunc($1) AS DECIMAL(38,9))',
    note: `Towards zero; digits is a literal from 0 to 9. ${toNumeric}`,
    print: printTruncation,
  },
  {
    section,
    name: 'FLOOR',
    takes: [1, 1],
    googlesql: 'FLOOR(numeric)',
    duckdb: 'g_numeric_floor($1)',
    note: `Towards minus infinity. ${toNumeric}`,
    print: ({ args }, printer) => `g_numeric_floor(${numericArgument(args[0], printer)})`,
  },
  {
    section,
    name: 'CEIL',
    takes: [1, 1],
    googlesql: 'CEIL(numeric), CEILING(numeric)',
    duckdb: 'CAST(ceil($1) AS DECIMAL(38,9))',
    note: `Towards plus infinity. ${toNumeric}`,
    print: ({ args }, printer) => `CAST(ceil(${numericArgument(args[0], printer)}) AS ${NUMERIC})`,
  },
  {
    section,
    name: 'DIV',
    takes: [2, 2],
    googlesql: 'DIV(a, b)',
    duckdb: 'g_div($1, $2)',
    note: 'Integer division of INT64 or NUMERIC, cut towards zero, exact. Division by zero is an error.',
  },
  {
    section,
    name: 'MOD',
    takes: [2, 2],
    googlesql: 'MOD(a, b)',
    duckdb: 'g_mod($1, $2)',
    note: "Remainder with the dividend's sign, of INT64 or NUMERIC, exact. Division by zero is an error.",
  },
  { section, name: 'ABS', takes: [1, 1], googlesql: 'ABS(x)', duckdb: 'abs($1)' },
  {
    section,
    name: 'SIGN',
    takes: [1, 1],
    googlesql: 'SIGN(x)',
    duckdb: 'cast_to_type(sign($1), $1)',
    note: "-1, 0 or 1, in the argument's type.",
  },
  {
    section,
    name: 'SAFE_DIVIDE',
    takes: [2, 2],
    googlesql: 'SAFE_DIVIDE(a, b)',
    duckdb: 'g_numeric_divide($1, nullif($2, 0))',
    note: 'As `/`, but NULL when the divisor is 0.',
    print: ({ args }, printer) => {
      const [dividend, divisor] = args;
      return `g_numeric_divide(${checkedDividend(dividend, divisor, printer)}, nullif(${printer.expression(divisor)}, 0))`;
    },
  },
  extreme('LEAST', 'least'),
  extreme('GREATEST', 'greatest'),
];

/** The dividend of a division, with a check that at least one side is NUMERIC unless the text shows it. */
export function checkedDividend(dividend: unknown, divisor: unknown, { expression }: Printer): string {
  if (isNumeric(dividend) || isNumeric(divisor)) return expression(dividend);
  return `g_numeric_either(${expression(dividend)}, ${expression(divisor)})`;
}

function numericArgument(node: unknown, { expression }: Printer): string {
  return isNumeric(node) ? expression(node) : `g_numeric(${expression(node)})`;
}

function printTruncation({ args, node }: Call, printer: Printer): string {
  const digits = args[1] === undefined ? 0 : requireInteger(args[1], 'TRUNC digits');
  if (digits < 0) throw new UnsupportedSql('TRUNC to a negative number of digits', node);
  const number = numericArgument(args[0], printer);
  if (digits >= 9) return number;
  if (digits === 0) return `CAST(trunc(${number}) AS ${NUMERIC})`;
  // What is left of the last digit is taken away, which cannot overflow as shifting the point could.
  return `CAST(${number} - ${number} % CAST('1e-${digits}' AS ${NUMERIC}) AS ${NUMERIC})`;
}

function extreme(name: string, duckdb: string): FunctionEntry {
  return {
    section,
    name,
    takes: [1, 99],
    googlesql: `${name}(a, b, …)`,
    duckdb: `CASE WHEN a IS NULL OR b IS NULL OR … THEN NULL ELSE ${duckdb}($*) END`,
    note: 'NULL if any argument is; DuckDB alone would skip it.',
    print: ({ args }, { expression }) => {
      const printed = args.map(expression);
      const anyNull = printed.map((arg) => `${arg} IS NULL`).join(' OR ');
      return `CASE WHEN ${anyNull} THEN NULL ELSE ${duckdb}(${printed.join(', ')}) END`;
    },
  };
}
