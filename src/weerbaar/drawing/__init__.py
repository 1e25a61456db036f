"""Records to pictures, pages and tables: cells, maps, charts, the report page, spreadsheets."""
