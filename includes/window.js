// Incremental models replace the days (or months) that changed, in one transaction. The window is fixed in the tables
// changed_days and changed_periods before anything reads it, so a run that dies repeats the same window.

/** Opens the transaction and empties the window; nothing on a full build. */
function begin(isIncremental, self, changed, column = "usage_date") {
  return isIncremental ?
    `BEGIN TRANSACTION;\nDELETE FROM ${self} WHERE ${column} IN (SELECT ${column} FROM ${changed})` :
    "";
}

/** Makes the replaced window visible; nothing on a full build. */
function commit(isIncremental) {
  return isIncremental ? "COMMIT TRANSACTION" : "";
}

/** A condition that keeps the rows of the window; every row on a full build. */
function inside(isIncremental, changed, qualified = "usage_date", column = "usage_date") {
  return isIncremental ? `${qualified} IN (SELECT ${column} FROM ${changed})` : "TRUE";
}

/** A condition: a dated row (`alias.effective_from`, `alias.effective_to`, half-open, NULL is open) holds on that day. */
function holdsOn(day, alias) {
  return `${day} >= COALESCE(${alias}.effective_from, DATE '0001-01-01')
    AND ${day} < COALESCE(${alias}.effective_to, DATE '9999-12-31')`;
}

module.exports = {
  begin,
  commit,
  inside,
  holdsOn
};
