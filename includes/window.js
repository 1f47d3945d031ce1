// Incremental models replace the days (or months) that changed, in one transaction. The window is fixed in tables before
// anything reads it, so a run that dies repeats the same window. BigQuery prunes partitions by constants and script variables
// only, never by a subquery: a script begins by putting its window into variables, and every table read is filtered by one.

const declare = (variable, type, query) => `DECLARE ${variable} ARRAY<${type}> DEFAULT ARRAY(${query})`;

/** The window of the days in `table`, which `column` of the model is one of. */
function days(table, column = "usage_date") {
  return {
    variables: [declare("window_days", "DATE", `SELECT usage_date FROM ${table}`)],
    replaced: `${column} IN UNNEST(window_days)`
  };
}

/** The window of the months in `table`, and all of their days. */
function months(table) {
  const from = "PARSE_DATE('%Y-%m', months.period)";
  return {
    variables: [
      declare("window_months", "STRING", `SELECT period FROM ${table}`),
      declare("window_month_days", "DATE", `SELECT month_day FROM ${table} AS months CROSS JOIN UNNEST(GENERATE_DATE_ARRAY(${from}, LAST_DAY(${from}, MONTH))) AS month_day`),
    ],
    replaced: "period IN UNNEST(window_months)"
  };
}

/** Puts windows into variables; nothing on a full build. */
function declared(isIncremental, ...windows) {
  return isIncremental ? windows.flatMap(({
    variables
  }) => variables).join(";\n") : "";
}

/** The same, then opens the transaction and empties the first of the windows. */
function begin(isIncremental, self, window, ...others) {
  return isIncremental ? `${declared(true, window, ...others)};\nBEGIN TRANSACTION;\nDELETE FROM ${self} WHERE ${window.replaced}` : "";
}

/** Makes the replaced window visible; nothing on a full build. */
function commit(isIncremental) {
  return isIncremental ? "COMMIT TRANSACTION" : "";
}

// On a full build every row is inside. It is said as a range of days, which tables that are not read without one accept.
const within = (isIncremental, column, variable) => `${column} ${isIncremental ? `IN UNNEST(${variable})` : ">= DATE '0001-01-01'"}`;

/** A condition: the day is one of the window's. */
function inside(isIncremental, day = "usage_date") {
  return within(isIncremental, day, "window_days");
}

/** A condition: the day is in one of the window's months. */
function insideMonths(isIncremental, day = "usage_date") {
  return within(isIncremental, day, "window_month_days");
}

/** A condition: the month is one of the window's. */
function isMonth(isIncremental, period = "period") {
  return isIncremental ? `${period} IN UNNEST(window_months)` : "TRUE";
}

/** A table of which only the window's days are read: for what is joined. */
function read(isIncremental, table) {
  return `(SELECT * FROM ${table} WHERE ${inside(isIncremental)})`;
}

/** A condition: a dated row (`alias.effective_from`, `alias.effective_to`, half-open, NULL is open) holds on that day. */
function holdsOn(day, alias) {
  return `${day} >= COALESCE(${alias}.effective_from, DATE '0001-01-01')
    AND ${day} < COALESCE(${alias}.effective_to, DATE '9999-12-31')`;
}

module.exports = {
  days,
  months,
  declared,
  begin,
  commit,
  inside,
  insideMonths,
  isMonth,
  read,
  holdsOn
};
