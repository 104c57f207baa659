// One archive at a time is loaded into a graph, and how much of it is in is noted here until all of it is.
CREATE CONSTRAINT restoration_name IF NOT EXISTS FOR (r:Restoration) REQUIRE r.name IS UNIQUE;
