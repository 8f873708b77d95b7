"""The graph as RDF: writing, reading, storing, asking in SPARQL, checking by shapes."""
