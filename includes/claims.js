// The claim on the transform: one run at a time changes the models, whoever started it.

const {
  run_id: RUN_ID,
  claim_hours: HOURS
} = dataform.projectConfig.vars;

if (!/^[\w.-]+$/.test(RUN_ID)) throw new Error(`run_id reads ${RUN_ID}: letters, digits, _ . and - only`);
if (!/^[1-9]\d*$/.test(HOURS)) throw new Error(`claim_hours reads ${HOURS}: a whole number of hours, 1 or more`);

/** Why a run may not begin, from the columns of the claim that is in its way: whose it is, since when, what to do. */
function refusal(claims) {
  return `CONCAT('another run is at work: ', run_id, ', since ', CAST(claimed_at AS STRING),
    '. Wait for it, and run again. If it failed or was killed, its claim ends at ', CAST(expires_at AS STRING),
    '; to go on before that, run: UPDATE ${claims} SET ended_at = CURRENT_TIMESTAMP() WHERE TRUE')`;
}

/** A condition: this run holds the claim. */
const IS_OWN = `run_id = '${RUN_ID}' AND ended_at IS NULL`;

/** A statement that fails unless this run holds the claim. */
function requireOwn(claims) {
  return `SELECT IF(COUNT(*) = 0, ERROR('${RUN_ID} does not hold the claim on the transform: run every action, claim_run first'), 0) AS missing_claims
    FROM ${claims} WHERE ${IS_OWN}`;
}

module.exports = {
  RUN_ID,
  HOURS,
  IS_OWN,
  refusal,
  requireOwn
};
