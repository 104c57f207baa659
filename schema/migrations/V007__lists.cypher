// Lists are walked in their order: documents of a state by day and by number, sales orders by day.
CREATE INDEX slip_state_day IF NOT EXISTS FOR (s:PackingSlip) ON (s.state, s.day, s.id);
CREATE INDEX slip_state_number IF NOT EXISTS FOR (s:PackingSlip) ON (s.state, s.number);
CREATE INDEX invoice_state_day IF NOT EXISTS FOR (i:Invoice) ON (i.state, i.day, i.id);
CREATE INDEX invoice_state_number IF NOT EXISTS FOR (i:Invoice) ON (i.state, i.number);
CREATE INDEX order_day IF NOT EXISTS FOR (o:SalesOrder) ON (o.orderedOn, o.number);
// Blanks that may still be corrected (R4).
CREATE INDEX registration_blank IF NOT EXISTS FOR (r:Registration) ON (r.notReadable, r.id);
// Customers and products are found by the words of what they are called.
CREATE FULLTEXT INDEX customer_words IF NOT EXISTS FOR (c:Customer) ON EACH [c.number, c.name, c.city, c.postalCode, c.email]
OPTIONS {indexConfig: {`fulltext.analyzer`: 'standard-folding'}};
CREATE FULLTEXT INDEX product_words IF NOT EXISTS FOR (p:Product) ON EACH [p.number, p.name]
OPTIONS {indexConfig: {`fulltext.analyzer`: 'standard-folding'}};
