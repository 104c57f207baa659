// What happens to a unit after its sale (W, K, V). Each is on record of the registration that is the sale.
CREATE CONSTRAINT warranty_void_id IF NOT EXISTS FOR (v:WarrantyVoid) REQUIRE v.id IS UNIQUE;
CREATE CONSTRAINT warranty_start_id IF NOT EXISTS FOR (s:WarrantyStart) REQUIRE s.id IS UNIQUE;
CREATE CONSTRAINT unit_cover_id IF NOT EXISTS FOR (c:UnitCover) REQUIRE c.id IS UNIQUE;
CREATE CONSTRAINT ownership_transfer_id IF NOT EXISTS FOR (t:OwnershipTransfer) REQUIRE t.id IS UNIQUE;
CREATE CONSTRAINT claim_id IF NOT EXISTS FOR (c:Claim) REQUIRE c.id IS UNIQUE;
CREATE CONSTRAINT claim_number IF NOT EXISTS FOR (c:Claim) REQUIRE c.number IS UNIQUE;
// The last line of defence for K1: an open claim holds its unit's id, and gives it up when it ends.
CREATE CONSTRAINT claim_holds IF NOT EXISTS FOR (c:Claim) REQUIRE c.holds IS UNIQUE;
CREATE CONSTRAINT return_id IF NOT EXISTS FOR (r:Return) REQUIRE r.id IS UNIQUE;
CREATE CONSTRAINT return_number IF NOT EXISTS FOR (r:Return) REQUIRE r.number IS UNIQUE;
CREATE CONSTRAINT return_item_id IF NOT EXISTS FOR (i:ReturnItem) REQUIRE i.id IS UNIQUE;
// The last line of defence for V2: an item that is on its way back holds its registration's id until it is closed.
CREATE CONSTRAINT return_item_holds IF NOT EXISTS FOR (i:ReturnItem) REQUIRE i.holds IS UNIQUE;
// What people ask by: work lists by state in order of creation.
CREATE INDEX claim_state IF NOT EXISTS FOR (c:Claim) ON (c.state, c.id);
CREATE INDEX return_item_state IF NOT EXISTS FOR (i:ReturnItem) ON (i.state, i.id);
