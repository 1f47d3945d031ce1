// Exact money arithmetic, the same digits on BigQuery and DuckDB: nine decimals, rounding half away from zero.
// Nothing else in the models multiplies or divides NUMERIC.

/** What NUMERIC still holds of units times weight, with a digit to spare. */
const LARGEST_PRODUCT = "NUMERIC '9000000000000000000000000000'";

/** The product of two numbers, rounded once at nine decimals. */
function times(left, right) {
  return `(CAST(${left} AS NUMERIC) * CAST(${right} AS NUMERIC))`;
}

/** The quotient of two numbers, rounded once at nine decimals; NULL when the divisor is zero or NULL. */
function divide(dividend, divisor) {
  return `(CAST(${dividend} AS NUMERIC) / NULLIF(CAST(${divisor} AS NUMERIC), 0))`;
}

/** What a quantity costs at a price per `unitQuantity` units: one rounding, after the division. */
function cost(quantity, price, unitQuantity) {
  return divide(times(quantity, price), unitQuantity);
}

/** A whole number of smallest units as an amount: exact, and cheaper than the division that means the same. */
function fromUnits(units, unitsPerOne) {
  return times(units, `NUMERIC '${(1 / unitsPerOne).toFixed(9)}'`);
}

/**
 * A query that splits an amount over the rows of each group by the largest remainder, so that the shares add up to the
 * amount exactly. Weights too large to be multiplied with the amount lose their last digits, the sum stays exact. Ties go to the
 * first row in `order`. A group whose weights are all zero is split evenly.
 * @param from a table or CTE; all of its columns are kept
 * @param amount column or expression, the same on every row of a group; may be negative, NULL gives NULL shares
 * @param weight INT64 expression, not negative, not NULL
 * @param group columns that name a group
 * @param order columns that make the order in a group total
 * @param unitsPerOne how many smallest units make one: 1000000000 for nine decimals, 100 for cents, 1 for tokens
 * @param share name of the column that is added
 */
function splitByLargestRemainder({
  from,
  amount,
  weight,
  group,
  order,
  unitsPerOne,
  share
}) {
  const groups = group.join(", ");
  return `
    SELECT
      * EXCEPT (split_sign, split_units, split_weight, split_total_weight, split_product, split_floor, split_remainder, split_rank, split_missing),
      ${fromUnits(times("split_sign", "(split_floor + IF(split_rank <= split_missing, 1, 0))"), unitsPerOne)} AS ${share}
    FROM (
      SELECT
        *,
        ROW_NUMBER() OVER (PARTITION BY ${groups} ORDER BY split_remainder DESC, ${order.join(", ")}) AS split_rank,
        split_units - SUM(split_floor) OVER (PARTITION BY ${groups}) AS split_missing
      FROM (
        SELECT
          *,
          split_product - ${times("split_floor", "split_total_weight")} AS split_remainder
        FROM (
          SELECT
            *,
            IF(split_weight = split_total_weight, split_units, DIV(split_product, CAST(split_total_weight AS NUMERIC))) AS split_floor
          FROM (
            SELECT
              *,
              ${times("split_units", "split_weight")} AS split_product
            FROM (
              SELECT
                * EXCEPT (split_weight, split_total_weight),
                IF(split_total_weight = 0, 1, split_weight) AS split_weight,
                IF(split_total_weight = 0, COUNT(*) OVER (PARTITION BY ${groups}), split_total_weight) AS split_total_weight
              FROM (
                SELECT
                  *,
                  SUM(split_weight) OVER (PARTITION BY ${groups}) AS split_total_weight
                FROM (
                  SELECT
                    * EXCEPT (split_weight, split_coarseness),
                    DIV(split_weight, split_coarseness) AS split_weight
                  FROM (
                    SELECT
                      *,
                      1 + CAST(DIV(CAST(SUM(split_weight) OVER (PARTITION BY ${groups}) AS NUMERIC), GREATEST(DIV(${LARGEST_PRODUCT}, GREATEST(split_units, 1)), 1)) AS INT64) AS split_coarseness
                    FROM (
                      SELECT
                        *,
                        IF(${amount} < 0, -1, 1) AS split_sign,
                        ${times(`ABS(${amount})`, unitsPerOne)} AS split_units,
                        ${weight} AS split_weight
                      FROM ${from}
                    )
                  )
                )
              )
            )
          )
        )
      )
    )`;
}

/**
 * A query that rounds the amounts of each group to whole cents so that they add up to the group's total rounded to cents:
 * every amount is rounded down, then the largest remainders get the missing cents. NULL stays NULL.
 * @param from a table or CTE; all of its columns are kept
 * @param amount a column of exact dollars, may be negative
 */
function roundToCents({
  from,
  amount,
  group,
  order,
  rounded
}) {
  const groups = group.join(", ");
  return `
    SELECT
      * EXCEPT (cents_floor, cents_remainder, cents_rank, cents_missing),
      ${fromUnits("cents_floor + IF(cents_rank <= cents_missing, 1, 0)", 100)} AS ${rounded}
    FROM (
      SELECT
        *,
        ROW_NUMBER() OVER (PARTITION BY ${groups} ORDER BY cents_remainder DESC, ${order.join(", ")}) AS cents_rank,
        CAST(ROUND(CAST(SUM(cents_floor) OVER (PARTITION BY ${groups}) AS NUMERIC) + ${divide(`SUM(cents_remainder) OVER (PARTITION BY ${groups})`, 10000000)}, 0) AS INT64)
          - SUM(cents_floor) OVER (PARTITION BY ${groups}) AS cents_missing
      FROM (
        SELECT
          *,
          CAST(${times(`(${times(amount, 100)} - cents_floor)`, 10000000)} AS INT64) AS cents_remainder
        FROM (
          SELECT
            *,
            CAST(FLOOR(${times(amount, 100)}) AS INT64) AS cents_floor
          FROM ${from}
        )
      )
    )`;
}

/** A cost as a whole number of micro-dollars, rounded half away from zero as the cast does: a weight, never an amount. */
function asWeight(cost) {
  return `CAST(${times(cost, 1000000)} AS INT64)`;
}

module.exports = {
  times,
  divide,
  cost,
  splitByLargestRemainder,
  roundToCents,
  asWeight
};
