// What ties a line to its owner, strongest first. An installation reorders it with the variable `evidence_order`.

const KINDS = [{
    kind: "virtual_key",
    evidence: "gateway_record",
    column: "virtual_key",
    scope: "gateway"
  },
  {
    kind: "gateway_team",
    evidence: "gateway_record",
    column: "gateway_team_id",
    scope: "gateway"
  },
  {
    kind: "gateway_user",
    evidence: "gateway_record",
    column: "gateway_user_id",
    scope: "gateway"
  },
  {
    kind: "api_key",
    evidence: "api_key",
    column: "api_key_id",
    scope: "provider"
  },
  {
    kind: "principal",
    evidence: "api_key",
    column: "principal_id",
    scope: "provider"
  },
  {
    kind: "sub_account",
    evidence: "sub_account",
    column: "sub_account_id",
    scope: "provider"
  },
  {
    kind: "tag",
    evidence: "request_tag",
    column: "service_tag",
    scope: null
  },
];

const ORDER = dataform.projectConfig.vars.evidence_order.split(",").map((word) => word.trim());

KINDS.forEach(({
  evidence
}) => {
  if (!ORDER.includes(evidence)) throw new Error(`evidence_order lacks ${evidence}: it reads ${ORDER.join(",")}`);
});

/** How strong a kind of evidence is: 1 is the strongest. A shared service's key says who carried the traffic, not who caused it. */
function strength(evidence, serviceKind) {
  const cases = ORDER.map((word, index) => `WHEN '${word}' THEN ${index + 1}`).join(" ");
  return `IF(${serviceKind} = 'shared' AND ${evidence} IN ('api_key', 'sub_account'), ${ORDER.length + 1}, CASE ${evidence} ${cases} END)`;
}

const RANKED = [...ORDER, "allocation_rule", "none"];

/** How weak a line's evidence is, as a number that can be compared. */
function weakness(evidence) {
  return `CASE ${evidence} ${RANKED.map((word, index) => `WHEN '${word}' THEN ${index + 1}`).join(" ")} END`;
}

/** The evidence that a weakness stands for. */
function fromWeakness(rank) {
  return `CASE ${rank} ${RANKED.map((word, index) => `WHEN ${index + 1} THEN '${word}'`).join(" ")} END`;
}

module.exports = {
  KINDS,
  strength,
  weakness,
  fromWeakness
};
