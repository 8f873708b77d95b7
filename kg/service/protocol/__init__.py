"""HTTP and the SPARQL protocols."""
