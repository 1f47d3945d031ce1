export const BUDGETS_TEMPLATE = `period,scope,scope_id,amount_usd
2026-12,total,,10000.00
2026-12,team,search,2500.00
`;

export const METRICS_TEMPLATE = `date,service_id,feature,customer_id,unit,quantity,revenue_usd
2026-11-01,semantic-search,,,search,18250,
`;

export const INVOICES_TEMPLATE = `provider,account,period,invoice_id,issued_on,subtotal,credits,tax,total,currency
`;

export const CONTRACTS_TEMPLATE = `contract_id,billing_account,provider,scope_model,scope_meter,kind,value,effective_from,effective_to
`;
