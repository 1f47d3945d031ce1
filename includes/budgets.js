// Where a budget stands: said of every snapshot, and of the month as it is now.

/**
 * @param budget, spent, forecast expressions of dollars; NULL is not known
 * @param isOver a condition: the month is over
 */
function status(budget, spent, forecast, isOver) {
  return `CASE
    WHEN ${budget} IS NULL THEN 'no_budget'
    WHEN ${spent} > ${budget} THEN 'over_budget'
    WHEN ${spent} IS NULL THEN 'unknown'
    WHEN ${isOver} THEN 'final'
    WHEN ${forecast} > ${budget} THEN 'at_risk'
  ELSE
    'on_track'
  END`;
}

module.exports = {
  status
};
