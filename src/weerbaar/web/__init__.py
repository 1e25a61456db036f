"""The site: settings, addresses, start page, and how it is served."""
