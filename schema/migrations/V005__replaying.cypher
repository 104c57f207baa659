// What was sold, and what was claimed, in a range of days: policies are tried over it before they are published (W1, V1).
CREATE INDEX slip_day IF NOT EXISTS FOR (s:PackingSlip) ON (s.day);
CREATE INDEX invoice_day IF NOT EXISTS FOR (i:Invoice) ON (i.day);
CREATE INDEX claim_opened IF NOT EXISTS FOR (c:Claim) ON (c.openedOn);
