"""The machine-readable zone of ICAO Doc 9303: layouts, check digits, dates, names, rendering and repair."""
