/** A way of writing that is not ours, and its name. The value itself is not repeated, so that many lines have one message. */
type Form = readonly [pattern: RegExp, explanation: string];

const DATE_FORMS: readonly Form[] = [
  [/^\d{1,2}\.\d{1,2}\.\d{2,4}$/, 'this one is written day.month.year'],
  [/^\d{1,2}\/\d{1,2}\/\d{2,4}$/, 'this one is written with slashes, which leaves day and month open'],
  [/^\d{1,2}-\d{1,2}-\d{2,4}$/, 'this one does not begin with the year'],
  [/^\d{1,2}[/.-]\d{4}$/, 'this one does not begin with the year'],
  [/^\d{4}[/.]\d{1,2}([/.]\d{1,2})?$/, 'this one is written without hyphens'],
  [/^\d{4}-\d{1,2}(-\d{1,2})?[T ]\d/, 'this one has a time: leave it out'],
  [/^\d{4}-(\d|\d-\d{1,2}|\d{2}-\d)$/, 'months and days have two digits'],
  [/^(\d{6}|\d{8})$/, 'this one is written without hyphens'],
  [
    /^\d{5}(\.\d+)?$/,
    'this one is the number that Excel keeps for a date: format the column as yyyy-mm-dd, then save it again',
  ],
  [/\p{L}{3}/u, 'this one names the month; a spreadsheet may have turned it: format the column as text'],
];

const NUMBER_FORMS: readonly Form[] = [
  [/^[$€£¥]|[$€£¥]$|^[A-Za-z]{3}\s|\s[A-Za-z]{3}$/, 'this one has a currency: leave it out'],
  [/^\(.*\)$/, 'this one is in brackets: write a minus for what is below zero'],
  [/%$/, 'this one has a percent sign: leave it out'],
  [/^-?\d{1,3}(,\d{3})+(\.\d+)?$/, 'this one has commas between thousands: leave them out'],
  [/^-?\d{1,3}(\.\d{3})+,\d+$/, 'this one has points between thousands and a decimal comma: write 1250.50'],
  [/^-?\d{1,3}(\.\d{3}){2,}$/, 'this one has points between thousands: leave them out'],
  [/^-?\d+,\d+$/, 'this one has a decimal comma: write a point'],
  [
    /^-?\d{1,3}([\s\u00a0\u202f'’_]\d{3})+([.,]\d+)?$/,
    'this one has spaces or marks between thousands: leave them out',
  ],
  [/^-?\d+(\.\d+)?e[+-]?\d+$/i, 'this one has an exponent: write all its digits'],
  [/^[\u2212\u2013]/, 'this one has a dash where a minus should be'],
  [/^\+/, 'this one has a plus: leave it out'],
];

/** `; this one is written day.month.year`, or nothing where the form is not known. */
export function explainDate(text: string): string {
  return explain(text, DATE_FORMS);
}

/** `; this one has a decimal comma: write a point`, or nothing where the form is not known. */
export function explainNumber(text: string): string {
  return explain(text, NUMBER_FORMS);
}

function explain(text: string, forms: readonly Form[]): string {
  const explanation = forms.find(([pattern]) => pattern.test(text))?.[1] ?? '';
  return explanation === '' ? '' : `; ${explanation}`;
}
