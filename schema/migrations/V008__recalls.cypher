// What one supplier delivered is recalled together.
CREATE INDEX product_supplier IF NOT EXISTS FOR (p:Product) ON (p.supplier);
