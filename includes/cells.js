// What names the cell in which the gateway's count and the provider's count of the same traffic meet.

/** The model of a cell: what the name resolves to, else the name; `unknown` where the source gives none. */
function model(alias) {
  return `COALESCE(${alias}.model_key, ${alias}.model_id, 'unknown')`;
}

/** The account of a gateway's traffic: traffic that no route ties to an account gets one of its own, which has no bill. */
function account(alias) {
  return `COALESCE(${alias}.account, CONCAT('unrouted:', ${alias}.gateway))`;
}

/** A join condition: both rows are of the same cell. */
function same(columns, left, right) {
  return columns.map((column) => `${left}.${column} = ${right}.${column}`).join("\n    AND ");
}

module.exports = {
  model,
  account,
  same
};
