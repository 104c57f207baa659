// What people ask by: a serial number whose product they do not know, and documents by state in order of creation.
CREATE INDEX unit_serial IF NOT EXISTS FOR (u:Unit) ON (u.serialKey);
CREATE INDEX slip_state IF NOT EXISTS FOR (s:PackingSlip) ON (s.state, s.id);
CREATE INDEX invoice_state IF NOT EXISTS FOR (i:Invoice) ON (i.state, i.id);
CREATE INDEX key_age IF NOT EXISTS FOR (k:IdempotencyKey) ON (k.createdAt);
CREATE INDEX term_scope IF NOT EXISTS FOR (t:WarrantyTerm) ON (t.scopeKey);
CREATE INDEX policy_scope IF NOT EXISTS FOR (p:ReturnPolicy) ON (p.scopeKey);
