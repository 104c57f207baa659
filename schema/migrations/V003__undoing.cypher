// What undoes an invoice is a document of its own (D10).
CREATE CONSTRAINT credit_note_id IF NOT EXISTS FOR (c:CreditNote) REQUIRE c.id IS UNIQUE;
CREATE CONSTRAINT credit_note_number IF NOT EXISTS FOR (c:CreditNote) REQUIRE c.number IS UNIQUE;
