"""A GraphQL warranty and traceability backend on Neo4j."""

__version__ = "0.1.0"
