"""Papers from data: official papers, forms, certificates, tables; numbers, links, public checks."""
