// What is unique, and so found by a seek: every node by its id or by the caller's number (D12).
CREATE CONSTRAINT migration_version IF NOT EXISTS FOR (m:Migration) REQUIRE m.version IS UNIQUE;
CREATE CONSTRAINT group_number IF NOT EXISTS FOR (g:TrackingDimensionGroup) REQUIRE g.number IS UNIQUE;
CREATE CONSTRAINT category_number IF NOT EXISTS FOR (c:ProductCategory) REQUIRE c.number IS UNIQUE;
CREATE CONSTRAINT product_number IF NOT EXISTS FOR (p:Product) REQUIRE p.number IS UNIQUE;
CREATE CONSTRAINT gtin_code IF NOT EXISTS FOR (g:Gtin) REQUIRE g.code IS UNIQUE;
CREATE CONSTRAINT customer_number IF NOT EXISTS FOR (c:Customer) REQUIRE c.number IS UNIQUE;
CREATE CONSTRAINT order_number IF NOT EXISTS FOR (o:SalesOrder) REQUIRE o.number IS UNIQUE;
CREATE CONSTRAINT order_line_id IF NOT EXISTS FOR (l:OrderLine) REQUIRE l.id IS UNIQUE;
CREATE CONSTRAINT slip_id IF NOT EXISTS FOR (s:PackingSlip) REQUIRE s.id IS UNIQUE;
CREATE CONSTRAINT slip_number IF NOT EXISTS FOR (s:PackingSlip) REQUIRE s.number IS UNIQUE;
CREATE CONSTRAINT slip_line_id IF NOT EXISTS FOR (l:SlipLine) REQUIRE l.id IS UNIQUE;
CREATE CONSTRAINT invoice_id IF NOT EXISTS FOR (i:Invoice) REQUIRE i.id IS UNIQUE;
CREATE CONSTRAINT invoice_number IF NOT EXISTS FOR (i:Invoice) REQUIRE i.number IS UNIQUE;
CREATE CONSTRAINT invoice_line_id IF NOT EXISTS FOR (l:InvoiceLine) REQUIRE l.id IS UNIQUE;
CREATE CONSTRAINT unit_id IF NOT EXISTS FOR (u:Unit) REQUIRE u.id IS UNIQUE;
// A serial number is unique within its product, not across products (R5).
CREATE CONSTRAINT unit_key IF NOT EXISTS FOR (u:Unit) REQUIRE (u.product, u.serialKey) IS UNIQUE;
CREATE CONSTRAINT registration_id IF NOT EXISTS FOR (r:Registration) REQUIRE r.id IS UNIQUE;
// The last line of defence for R5: a live registration holds its unit's id, and gives it up when it is freed.
CREATE CONSTRAINT registration_holds IF NOT EXISTS FOR (r:Registration) REQUIRE r.holds IS UNIQUE;
CREATE CONSTRAINT term_id IF NOT EXISTS FOR (t:WarrantyTerm) REQUIRE t.id IS UNIQUE;
CREATE CONSTRAINT term_version IF NOT EXISTS FOR (t:WarrantyTerm) REQUIRE (t.number, t.version) IS UNIQUE;
CREATE CONSTRAINT policy_id IF NOT EXISTS FOR (p:ReturnPolicy) REQUIRE p.id IS UNIQUE;
CREATE CONSTRAINT policy_version IF NOT EXISTS FOR (p:ReturnPolicy) REQUIRE (p.number, p.version) IS UNIQUE;
// Publishing into one scope is decided under one lock (W1).
CREATE CONSTRAINT scope_key IF NOT EXISTS FOR (s:Scope) REQUIRE s.key IS UNIQUE;
CREATE CONSTRAINT sequence_kind IF NOT EXISTS FOR (s:Sequence) REQUIRE s.kind IS UNIQUE;
CREATE CONSTRAINT audit_chain_subject IF NOT EXISTS FOR (c:AuditChain) REQUIRE c.subject IS UNIQUE;
CREATE CONSTRAINT audit_entry_place IF NOT EXISTS FOR (e:AuditEntry) REQUIRE (e.subject, e.sequence) IS UNIQUE;
CREATE CONSTRAINT idempotency_key IF NOT EXISTS FOR (k:IdempotencyKey) REQUIRE k.scope IS UNIQUE;
CREATE CONSTRAINT seed_name IF NOT EXISTS FOR (s:Seed) REQUIRE s.name IS UNIQUE;
