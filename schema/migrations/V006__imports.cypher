// A history is loaded once: what of it is in is noted under the digest of its files.
CREATE CONSTRAINT import_digest IF NOT EXISTS FOR (i:Import) REQUIRE i.digest IS UNIQUE;
