"""The SPARQL service: protocol (pure), guard, killable workers, and a web layer around them."""
