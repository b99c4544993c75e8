"""The analyst's console: pages rendered on the server, htmx for the parts that change, no script of anybody else's."""
